package seda.nbio;

/** What a {@link SelectItem} can watch; the constants are its events. */
public interface Selectable {
    short READ_READY = 1;
    short WRITE_READY = 2;
    short ACCEPT_READY = 1;
    short CONNECT_READY = 2;

    /** The socket has been closed here. */
    short SELECT_ERROR = 128;
}
