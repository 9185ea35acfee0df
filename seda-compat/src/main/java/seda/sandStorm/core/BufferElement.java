package seda.sandStorm.core;

import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;

/**
 * A range of bytes to be written, and where to say that it was. The fields are public and mutable, as they always were;
 * the bytes must not change before the {@code SinkDrainedEvent}. Unlike the original this accepts empty ranges.
 */
public class BufferElement implements QueueElementIF {
    public byte[] data;
    public SinkIF compQ;
    public Object userTag;
    public int size;
    public int offset;

    public BufferElement(byte[] data) {
        this(data, 0, data.length, null);
    }

    public BufferElement(byte[] data, SinkIF compQ) {
        this(data, 0, data.length, compQ);
    }

    public BufferElement(byte[] data, int offset, int size) {
        this(data, offset, size, null);
    }

    public BufferElement(byte[] data, int offset, int size, SinkIF compQ) {
        if (offset < 0 || offset > data.length || size < 0 || size > data.length - offset) {
            throw new IllegalArgumentException(
                    "offset " + offset + " and size " + size + " do not fit an array of length " + data.length);
        }
        this.data = data;
        this.offset = offset;
        this.size = size;
        this.compQ = compQ;
    }

    public BufferElement(int size) {
        this(new byte[size], 0, size, null);
    }

    public byte[] getBytes() {
        return data;
    }

    public int getSize() {
        return size;
    }

    public int getOffset() {
        return offset;
    }

    public SinkIF getCompletionQueue() {
        return compQ;
    }
}
