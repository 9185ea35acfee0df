package seda.sandStorm.api;

/** An event that belongs to a service class; class -1 means none. */
public interface ClassQueueElementIF extends QueueElementIF {
    int getRequestClass();

    void setRequestClass(int requestClass);
}
