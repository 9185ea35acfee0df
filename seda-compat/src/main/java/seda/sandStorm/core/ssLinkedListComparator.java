package seda.sandStorm.core;

/** Tells which item of a {@link ssLinkedList} is meant. */
public interface ssLinkedListComparator {
    /** Whether the item of the list, given second, is the one that is looked for by the first. */
    boolean compare(Object wanted, Object item);
}
