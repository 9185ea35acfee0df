package seda.sandStorm.lib.aSocket;

import seda.sandStorm.api.QueueElementIF;

/** Something went wrong with a socket. */
public abstract class aSocketErrorEvent implements QueueElementIF {
    private final String message;

    protected aSocketErrorEvent(String message) {
        this.message = message;
    }

    public String getMessage() {
        return message;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + message + "]";
    }
}
