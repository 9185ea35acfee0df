package seda.sandStorm.core;

import seda.sandStorm.api.QueueElementIF;

/** An event that carries nothing. */
public class NullElement implements QueueElementIF {
    public NullElement() {}
}
