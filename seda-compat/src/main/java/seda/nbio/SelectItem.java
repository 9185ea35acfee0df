package seda.nbio;

/** A socket in a {@link SelectSet}, the events waited for, and those that the last {@code select} found. */
public class SelectItem {
    public short events;
    public short revents;
    public Object obj;

    private final Selectable selectable;

    /** An item with an object of the program's own. */
    public SelectItem(Selectable selectable, Object obj, short events) {
        this.selectable = selectable;
        this.obj = obj;
        this.events = events;
    }

    public SelectItem(Selectable selectable, short events) {
        this(selectable, null, events);
    }

    public Selectable getSelectable() {
        return selectable;
    }

    public Object getObj() {
        return obj;
    }

    public short getEvents() {
        return events;
    }

    public short returnedEvents() {
        return revents;
    }

    @Override
    public String toString() {
        return "SelectItem[" + selectable + ", events=" + events + ", revents=" + revents + "]";
    }
}
