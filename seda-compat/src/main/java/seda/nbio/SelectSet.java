package seda.nbio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Sockets to be waited for together. Events are levels, not edges: what is not dealt with is found again.
 *
 * <p>Items may be added, removed and changed by any thread, also while another selects: that select does not see it
 * unless it is interrupted. One socket may stand in several items. What the set holds in the system is let go when the
 * set becomes unreachable.
 */
public class SelectSet {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Selector selector;
    private final Object turn = new Object(); // held by the one thread that selects

    // guarded by this
    private final List<SelectItem> items = new ArrayList<>();
    private final Map<SelectableChannel, SelectionKey> keys = new HashMap<>();

    @SuppressWarnings("this-escape") // the cleaner keeps no reference that could be used
    public SelectSet() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a selector", e);
        }
        Selector closed = selector;
        CLEANER.register(this, () -> close(closed));
    }

    private static void close(Selector selector) {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized void add(SelectItem item) {
        Readiness.channelOf(item.getSelectable());
        items.add(item);
    }

    public void add(SelectItem[] added) {
        for (SelectItem item : added) {
            add(item);
        }
    }

    /** Takes an item out; one that is not in the set is ignored. */
    public synchronized void remove(SelectItem item) {
        items.removeIf(present -> present == item);
    }

    public void remove(SelectItem[] removed) {
        for (SelectItem item : removed) {
            remove(item);
        }
    }

    public synchronized void remove(int index) {
        items.remove(index);
    }

    /** Nothing to do: each select looks at the events of every item. */
    public void update() {}

    /** Nothing to do: each select looks at the events of every item. */
    public void update(SelectItem item) {}

    public synchronized int size() {
        return items.size();
    }

    /** Items that wait for an event. */
    public synchronized int numActive() {
        return (int) items.stream().filter(item -> item.events != 0).count();
    }

    public synchronized SelectItem elementAt(int index) {
        return items.get(index);
    }

    /**
     * Waits for events: at most {@code timeoutMillis}; 0 does not wait, -1 waits without end.
     *
     * @return how many items have some
     */
    public int select(int timeoutMillis) {
        synchronized (turn) {
            try {
                boolean wait = prepare() && timeoutMillis != 0;
                if (wait) {
                    selector.select(SelectSet::keep, Math.max(0, timeoutMillis));
                } else {
                    selector.selectNow(SelectSet::keep);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot select", e);
            }
            return collect();
        }
    }

    /** Leaves the ready operations in the key, where {@link #collect} finds them. */
    private static void keep(SelectionKey key) {
        key.attach(key.readyOps());
    }

    /** Brings the selector in line with the items; whether none of them is closed, so that waiting makes sense. */
    private synchronized boolean prepare() {
        Map<SelectableChannel, Integer> wanted = new HashMap<>();
        boolean open = true;
        for (SelectItem item : items) {
            SelectableChannel channel = Readiness.channelOf(item.getSelectable());
            if (channel.isOpen()) {
                wanted.merge(channel, Readiness.operations(channel, item.events), (a, b) -> a | b);
            } else {
                open = false;
            }
        }
        keys.entrySet().removeIf(entry -> !wanted.containsKey(entry.getKey()) && cancel(entry.getValue()));
        for (Map.Entry<SelectableChannel, Integer> entry : wanted.entrySet()) {
            open &= watch(entry.getKey(), entry.getValue());
        }
        return open;
    }

    /** The select that follows takes the key away, so that the channel may come back. */
    private static boolean cancel(SelectionKey key) {
        key.cancel();
        return true;
    }

    private boolean watch(SelectableChannel channel, int operations) {
        try {
            keys.put(channel, channel.register(selector, operations, 0));
            return true;
        } catch (ClosedChannelException e) {
            return false; // closed just now: collect says so
        }
    }

    private synchronized int collect() {
        int ready = 0;
        for (SelectItem item : items) {
            SelectableChannel channel = Readiness.channelOf(item.getSelectable());
            SelectionKey key = keys.get(channel);
            if (!channel.isOpen()) {
                item.revents = Selectable.SELECT_ERROR;
            } else {
                int operations = key == null ? 0 : (Integer) key.attachment();
                item.revents = (short) (Readiness.events(operations) & item.events);
            }
            ready += item.revents == 0 ? 0 : 1;
        }
        return ready;
    }

    /** The items with one of the events found; null when there are none. */
    public SelectItem[] getEvents(short mask) {
        return having(item -> (item.revents & mask) != 0);
    }

    /** The items with events found; null when there are none. */
    public SelectItem[] getEvents() {
        return having(item -> item.revents != 0);
    }

    private synchronized SelectItem[] having(Predicate<SelectItem> condition) {
        SelectItem[] found = items.stream().filter(condition).toArray(SelectItem[]::new);
        return found.length == 0 ? null : found;
    }

    /** Makes the select under way, or else the next one, return at once. */
    public void interruptSelect() {
        selector.wakeup();
    }

    @Override
    public synchronized String toString() {
        return "SelectSet" + items;
    }
}
