package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.EventSink;
import capriccio.continuations.runtime.Poller;
import java.io.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Readiness by epoll: a descriptor is registered once, edge-triggered for both directions, the first time that a user
 * thread waits on it. The kernel drops it when it closes.
 */
public final class EpollPoller implements Poller {
    private static final int EPOLLIN = 1;
    private static final int EPOLLOUT = 4;
    private static final int EPOLLERR = 8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLRDHUP = 0x2000;
    private static final int EPOLLET = 1 << 31;
    private static final int BOTH_WAYS = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    private static final int CTL_ADD = 1;
    private static final int CTL_MOD = 3;
    private static final int EEXIST = 17;
    private static final int EPERM = 1;
    private static final int BATCH = 512;
    private static final int PAGE = 1024;
    /** Stands for the identity of every selector. */
    private static final FileDescriptor SELECTOR = new FileDescriptor();

    private static final long LEAVING_NANOS = 2_000_000;

    private final int epoll;
    private final long events;
    private volatile boolean waiting;
    private volatile boolean ended;
    private final int wakeRead;
    private final int wakeWrite;
    /** By descriptor number, in pages: numbers are small and dense. */
    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Descriptor>> pages =
            new AtomicReferenceArray<>(4096);

    public EpollPoller() throws IOException {
        epoll = Natives.create();
        events = Natives.allocate(BATCH);
        long pipe = Natives.makePipe();
        wakeRead = (int) (pipe >>> 32);
        wakeWrite = (int) pipe;
        int error = Natives.ctl(epoll, CTL_ADD, wakeRead, EPOLLIN);
        if (error != 0) {
            throw new IOException("epoll_ctl failed with errno " + error);
        }
    }

    /** The record of an open socket, registered. */
    Descriptor descriptor(FileDescriptor fd) throws IOException {
        int value = JdkAccess.fdValue(fd);
        if (value < 0) {
            throw new IOException("the descriptor is closed");
        }
        AtomicReferenceArray<@Nullable Descriptor> page = page(value);
        Descriptor d = page.get(value % PAGE);
        if (d != null && d.fd == fd) {
            return d;
        }
        Descriptor fresh = new Descriptor(fd);
        if (!page.compareAndSet(value % PAGE, d, fresh)) {
            return descriptor(fd); // the other direction's thread registers it
        }
        try {
            register(value, BOTH_WAYS);
        } catch (IOException e) {
            page.compareAndSet(value % PAGE, fresh, null);
            fresh.signal(true); // who has found it meanwhile and waits looks again, and registers it, or fails as this one
            fresh.signal(false);
            throw e;
        }
        return fresh;
    }

    /** The record of what a file stream has open, registered; null for a file, which is always ready. */
    @Nullable Descriptor pipe(FileDescriptor fd) throws IOException {
        int value = JdkAccess.fdValue(fd);
        if (value < 0) {
            return null;
        }
        AtomicReferenceArray<@Nullable Descriptor> page = page(value);
        while (true) {
            Descriptor d = page.get(value % PAGE);
            if (d != null && d.fd == fd) {
                return d.isFile ? null : d;
            }
            int error = add(value, BOTH_WAYS);
            if (error != 0 && error != EPERM) {
                throw new IOException("epoll_ctl failed with errno " + error);
            }
            // whoever waits looks at the descriptor first: an edge that came before the record is there is not lost
            page.compareAndSet(value % PAGE, d, new Descriptor(fd, error == EPERM));
        }
    }

    /** The stream over it is being closed. */
    void closing(FileDescriptor fd) {
        int value = JdkAccess.fdValue(fd);
        Descriptor d = value < 0 ? null : find(value);
        if (d != null && d.fd == fd) {
            d.close();
        }
    }

    /**
     * The record of a selector's epoll descriptor, armed: the next event is reported, and one that is there now. A selector
     * says nothing when it closes, and its number may be another's by now, so that each wait arms it anew. One waiter.
     */
    Descriptor selector(int value) throws IOException {
        AtomicReferenceArray<@Nullable Descriptor> page = page(value);
        Descriptor d = page.get(value % PAGE);
        if (d == null || d.fd != SELECTOR) {
            d = new Descriptor(SELECTOR);
            page.set(value % PAGE, d); // who was here before has closed
        }
        register(value, EPOLLIN | EPOLLET);
        return d;
    }

    private void register(int value, int bits) throws IOException {
        int error = add(value, bits);
        if (error != 0) {
            throw new IOException("epoll_ctl failed with errno " + error);
        }
    }

    /** Adds the descriptor, or arms it anew; 0 or errno. */
    private int add(int value, int bits) {
        int error = Natives.ctl(epoll, CTL_ADD, value, bits);
        return error == EEXIST ? Natives.ctl(epoll, CTL_MOD, value, bits) : error;
    }

    private AtomicReferenceArray<@Nullable Descriptor> page(int value) {
        int i = value / PAGE;
        AtomicReferenceArray<@Nullable Descriptor> page = pages.get(i);
        if (page == null) {
            page = new AtomicReferenceArray<>(PAGE);
            if (!pages.compareAndSet(i, null, page)) {
                page = java.util.Objects.requireNonNull(pages.get(i));
            }
        }
        return page;
    }

    private @Nullable Descriptor find(int value) {
        AtomicReferenceArray<@Nullable Descriptor> page = pages.get(value / PAGE);
        return page == null ? null : page.get(value % PAGE);
    }

    /**
     * Wakes whoever waits on a descriptor that closes. Who has seen that it is open and is about to wait for the first
     * time finds it ready: no event would tell, for a JDK from 21 on leaves the socket as it is until the wait is over.
     */
    void closed(int value, FileDescriptor fd) {
        if (value < 0) {
            return;
        }
        AtomicReferenceArray<@Nullable Descriptor> page = page(value);
        while (true) {
            Descriptor d = page.get(value % PAGE);
            boolean known = d != null && d.fd == fd;
            Descriptor closing = known ? java.util.Objects.requireNonNull(d) : new Descriptor(fd);
            closing.close();
            if (known || page.compareAndSet(value % PAGE, d, closing)) {
                return;
            }
        }
    }

    @Override
    public void poll(long nanos) {
        while (ended) {
            JdkAccess.park(false, 0); // in Java, where the JVM can stop it
        }
        int millis = nanos < 0 ? -1 : (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
        try {
            waiting = true;
            int n = ended ? 0 : Natives.epollWait(epoll, events, BATCH, millis);
            waiting = false;
            if (n > 0 && EventSink.isInstalled()) {
                JfrEvents.polled(n);
            }
            for (int i = 0; i < n; i++) {
                dispatch(Natives.eventFd(events, i), Natives.eventBits(events, i));
            }
        } catch (IOException e) {
            throw new IllegalStateException("epoll_wait failed", e);
        }
    }

    private void dispatch(int value, int bits) throws IOException {
        if (value == wakeRead) {
            Natives.drain(wakeRead);
            return;
        }
        Descriptor d = find(value);
        if (d == null) {
            return;
        }
        boolean broken = (bits & (EPOLLERR | EPOLLHUP)) != 0;
        if (broken || (bits & (EPOLLIN | EPOLLRDHUP)) != 0) {
            d.signal(true);
        }
        if (broken || (bits & EPOLLOUT) != 0) {
            d.signal(false);
        }
    }

    /**
     * Leaves the kernel for good when the JVM ends, after all of the program's shutdown hooks: the JVM gives a thread
     * that is in native code 300 ms to come back.
     *
     * @throws IllegalStateException if this JDK does not run such a hook
     */
    public void endWithTheJvm() {
        JdkAccess.atTheVeryEnd(new End());
    }

    private final class End implements Runnable {
        @Override
        public void run() {
            ended = true;
            wakeup();
            long since = System.nanoTime();
            while (waiting && System.nanoTime() - since < LEAVING_NANOS) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void wakeup() {
        try {
            Natives.write1(wakeWrite);
        } catch (IOException e) {
            throw new IllegalStateException("cannot wake the poller", e);
        }
    }
}
