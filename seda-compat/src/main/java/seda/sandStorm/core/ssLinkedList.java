package seda.sandStorm.core;

import java.util.Enumeration;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.NoSuchElementException;
import java.util.Objects;

/** A doubly linked list; what is not there is null. Not safe for more than one thread. */
@SuppressWarnings({"rawtypes", "JdkObsolete"}) // the contract of 2002
public class ssLinkedList {
    private final LinkedList<Object> items = new LinkedList<>();

    public ssLinkedList() {}

    public int size() {
        return items.size();
    }

    public void add_to_tail(Object item) {
        items.addLast(item);
    }

    public Object get_tail() {
        return items.peekLast();
    }

    public Object remove_tail() {
        return items.pollLast();
    }

    public void add_to_head(Object item) {
        items.addFirst(item);
    }

    public Object get_head() {
        return items.peekFirst();
    }

    public Object remove_head() {
        return items.pollFirst();
    }

    public void remove_all() {
        items.clear();
    }

    /** The first item that the comparator takes for the wanted one. */
    public Object get_comparator(Object wanted, ssLinkedListComparator comparator) {
        return find(wanted, comparator, false);
    }

    /** Takes the first item out that the comparator takes for the wanted one, and returns it. */
    public Object remove_comparator(Object wanted, ssLinkedListComparator comparator) {
        return find(wanted, comparator, true);
    }

    /** The first item equal to the wanted one. */
    public Object get_item(Object wanted) {
        return find(wanted, Objects::equals, false);
    }

    /** Takes the first item out that is equal to the wanted one, and returns it. */
    public Object remove_item(Object wanted) {
        return find(wanted, Objects::equals, true);
    }

    private Object find(Object wanted, ssLinkedListComparator comparator, boolean remove) {
        for (Iterator<Object> rest = items.iterator(); rest.hasNext(); ) {
            Object item = rest.next();
            if (comparator.compare(wanted, item)) {
                if (remove) {
                    rest.remove();
                }
                return item;
            }
        }
        return null;
    }

    /** The items from head to tail; fails when the list changes meanwhile. */
    public Enumeration elements() {
        return new ssLinkedListEnumeration(this);
    }

    @Override
    public String toString() {
        return toString("");
    }

    /** One line per item, from head to tail, each after the prefix. */
    public String toString(String prefix) {
        StringBuilder text = new StringBuilder(prefix).append("ssLinkedList of ").append(size()).append('\n');
        for (Object item : items) {
            text.append(prefix).append("  ").append(item).append('\n');
        }
        return text.toString();
    }

    /** Does nothing. */
    public static void main(String[] args) {}

    /** The items of a list from head to tail. */
    public static class ssLinkedListEnumeration implements Enumeration {
        private final Iterator<Object> rest;

        public ssLinkedListEnumeration(ssLinkedList list) {
            rest = list.items.iterator();
        }

        @Override
        public boolean hasMoreElements() {
            return rest.hasNext();
        }

        @Override
        public Object nextElement() throws NoSuchElementException {
            return rest.next();
        }
    }
}
