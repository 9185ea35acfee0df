package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;
import static capriccio.iointercept.programs.SlowValue.k;

import capriccio.iointercept.programs.SlowValue.Each;
import capriccio.iointercept.programs.SlowValue.Numbers;
import java.util.AbstractMap;
import java.util.AbstractSequentialList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collections of the JDK over keys that block, and the program's own collections under the JDK's algorithms. */
@SuppressWarnings({"JdkObsolete", "CollectionIncompatibleType", "NonApiType"}) // shapes to test
final class CallersOfCollections {
    private CallersOfCollections() {}

    static void addTo(Cases cases) {
        maps(cases);
        listsAndSets(cases);
        queues(cases);
        ownCollections(cases);
        ownMaps(cases);
    }

    private static void maps(Cases cases) {
        for (Map<SlowValue.Key, String> map : List.<Map<SlowValue.Key, String>>of(
                new HashMap<>(), new LinkedHashMap<>(), new Hashtable<>(), new WeakHashMap<>(), new TreeMap<>(),
                new TreeMap<>(Comparator.reverseOrder()), new ConcurrentHashMap<>(), new ConcurrentSkipListMap<>(),
                Collections.synchronizedMap(new HashMap<>()), Collections.checkedMap(new HashMap<>(), SlowValue.Key.class, String.class))) {
            cases.add("map " + map.getClass().getSimpleName() + cases.size(), () -> useMap(map));
        }
        cases.add("removeEldestEntry", () -> {
            Map<SlowValue.Key, String> map = new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<SlowValue.Key, String> eldest) {
                    return hop(size() > 1);
                }
            };
            map.put(k(1), "a");
            map.put(k(2), "b");
            Check.equal(map.toString(), "{k2=b}", "the map");
        });
        cases.add("Map.of", () -> Check.equal(Map.of(k(1), "a", k(2), "b").get(k(2)), "b", "the value"));
        cases.add("Map.copyOf", () -> Check.equal(Map.copyOf(new HashMap<>(Map.of(k(1), "a"))).get(k(1)), "a", "the value"));
    }

    private static void useMap(Map<SlowValue.Key, String> map) {
        for (int i = 0; i < 6; i++) {
            Check.equal(map.put(k(i), "v" + i), null, "what was there");
        }
        Check.equal(map.get(k(4)), "v4", "the value");
        Check.equal(map.getOrDefault(k(9), "none"), "none", "no value");
        Check.equal(map.putIfAbsent(k(4), "other"), "v4", "the value");
        Check.equal(map.remove(k(0)), "v0", "removed");
        Check.equal(map.replace(k(1), "w1"), "v1", "replaced");
        Check.equal(map.computeIfAbsent(k(7), key -> hop("c") + key.value), "c7", "computed");
        Check.equal(map.computeIfPresent(k(7), (key, v) -> hop(v) + "!"), "c7!", "computed");
        Check.equal(map.compute(k(7), (key, v) -> hop(v) + "!"), "c7!!", "computed");
        Check.equal(map.merge(k(7), "m", (a, b) -> hop(a) + b), "c7!!m", "merged");
        map.replaceAll((key, v) -> hop(v).toUpperCase(java.util.Locale.ROOT));
        List<String> seen = new ArrayList<>();
        map.forEach((key, v) -> seen.add(hop(v)));
        Collections.sort(seen);
        Check.equal(seen, List.of("C7!!M", "V2", "V3", "V4", "V5", "W1"), "what was seen");
        Check.that(map.containsKey(k(2)) && !map.containsKey(k(0)) && map.containsValue("V2"), "contains");
        Check.equal(map.entrySet().removeIf(e -> hop(e.getKey().value == 7)), true, "removed");
        Check.equal(map.keySet().remove(k(2)), true, "removed");
        Check.that(map.equals(new HashMap<>(map)) && map.hashCode() == new HashMap<>(map).hashCode(), "equal to its copy");
        Check.equal(map.size(), 4, "the size");
    }

    private static void listsAndSets(Cases cases) {
        for (Collection<SlowValue.Key> c : List.<Collection<SlowValue.Key>>of(
                new ArrayList<>(), new LinkedList<>(), new Vector<>(), new ArrayDeque<>(), new CopyOnWriteArrayList<>(),
                new CopyOnWriteArraySet<>(), new HashSet<>(), new LinkedHashSet<>(), new TreeSet<>(), new PriorityQueue<>(),
                ConcurrentHashMap.newKeySet(), new LinkedBlockingQueue<>(), new PriorityBlockingQueue<>(),
                Collections.synchronizedList(new ArrayList<>()), Collections.newSetFromMap(new HashMap<>()))) {
            cases.add("collection " + c.getClass().getSimpleName() + cases.size(), () -> useCollection(c));
        }
        cases.add("list algorithms", () -> {
            List<SlowValue.Key> list = new ArrayList<>(List.of(k(3), k(1), k(2)));
            Collections.sort(list);
            Check.equal(list.toString(), "[k1, k2, k3]", "sorted");
            Check.equal(Collections.binarySearch(list, k(2)), 1, "the place");
            Check.equal(Collections.max(list).value + Collections.min(list).value, 4, "extremes");
            Check.equal(Collections.frequency(list, k(2)), 1, "how often");
            Check.equal(Collections.indexOfSubList(list, List.of(k(2), k(3))), 1, "the place");
            Check.equal(list.indexOf(k(3)) + list.lastIndexOf(k(3)), 4, "the places");
            Check.equal(List.copyOf(list).subList(1, 3).contains(k(3)), true, "contains");
            Check.that(!Collections.disjoint(list, Set.of(k(1))), "not disjoint");
            list.sort(Comparator.comparing((SlowValue.Key key) -> -hop(key.value)).thenComparing(key -> hop(key.value)));
            Check.equal(list.toString(), "[k3, k2, k1]", "sorted");
            list.replaceAll(key -> k(hop(key.value) + 1));
            Check.equal(list.toString(), "[k4, k3, k2]", "replaced");
        });
        cases.add("set algorithms", () -> {
            NavigableCheck.of(new TreeSet<>(List.of(k(1), k(3), k(5))));
            Check.equal(Set.of(k(1), k(2)).equals(new HashSet<>(List.of(k(2), k(1)))), true, "equal");
            Set<SlowValue.Key> set = new HashSet<>(List.of(k(1), k(2), k(3)));
            Check.that(set.removeAll(List.of(k(1))) && set.retainAll(List.of(k(2))), "changed");
            Check.equal(set.toString(), "[k2]", "the set");
        });
    }

    private static final class NavigableCheck {
        static void of(TreeSet<SlowValue.Key> set) {
            Check.equal(set.floor(k(4)).value, 3, "floor");
            Check.equal(set.higher(k(3)).value, 5, "higher");
            Check.equal(set.headSet(k(5)).toString(), "[k1, k3]", "the head");
            Check.equal(set.descendingSet().tailSet(k(3), true).toString(), "[k3, k1]", "the tail");
        }
    }

    private static void useCollection(Collection<SlowValue.Key> c) {
        for (int i = 0; i < 5; i++) {
            Check.that(c.add(k(i)), "added");
        }
        Check.that(c.contains(k(3)) && !c.contains(k(9)), "contains");
        Check.that(c.remove(k(0)) && !c.remove(k(9)), "removed");
        Check.that(c.containsAll(List.of(k(1), k(2))), "contains both");
        Check.that(c.removeIf(key -> hop(key.value == 4)), "removed");
        int[] sum = new int[1];
        c.forEach(key -> sum[0] += hop(key.value));
        Check.equal(sum[0], 6, "the sum");
        Check.equal(c.stream().map(SlowValue.Key::toString).sorted().toList(), List.of("k1", "k2", "k3"), "the texts");
        Check.that(c.removeAll(List.of(k(1))) && c.retainAll(List.of(k(2))), "changed");
        Check.equal(c.toString(), "[k2]", "the collection");
    }

    private record Due(int value) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return hop(-1L);
        }

        @Override
        public int compareTo(Delayed other) {
            return Integer.compare(hop(value), ((Due) other).value);
        }
    }

    private static void queues(Cases cases) {
        cases.add("DelayQueue", () -> {
            DelayQueue<Due> queue = new DelayQueue<>(List.of(new Due(3), new Due(1)));
            queue.put(new Due(2));
            Check.equal(queue.take().value() * 100 + queue.take().value() * 10 + queue.poll().value(), 123, "the order");
        });
        cases.add("PriorityBlockingQueue", () -> {
            PriorityBlockingQueue<SlowValue.Key> queue = new PriorityBlockingQueue<>(4, (a, b) -> Integer.compare(hop(b.value), a.value));
            for (int i : new int[] {2, 5, 1}) {
                queue.put(k(i));
            }
            List<SlowValue.Key> out = new ArrayList<>();
            queue.drainTo(out);
            Check.equal(out.toString(), "[k5, k2, k1]", "the order");
        });
    }

    private static void ownCollections(Cases cases) {
        cases.add("AbstractList", () -> {
            List<Integer> n = new Numbers(6);
            Check.equal(new ArrayList<>(n), List.of(0, 1, 2, 3, 4, 5), "copy");
            Check.equal(List.copyOf(n), List.of(0, 1, 2, 3, 4, 5), "copy");
            Check.equal(n.subList(2, 5).toString(), "[2, 3, 4]", "part");
            Check.equal(n.indexOf(4) + n.lastIndexOf(4), 8, "the place");
            Check.that(n.equals(List.of(0, 1, 2, 3, 4, 5)) && n.hashCode() == List.of(0, 1, 2, 3, 4, 5).hashCode(), "equal");
            Check.equal(n.toArray(new Integer[0]).length + n.toArray(Integer[]::new).length, 12, "arrays");
            Check.equal(Collections.unmodifiableList(n).listIterator(3).previous(), 2, "before");
            Check.equal(Collections.nCopies(2, n).get(1).stream().mapToInt(i -> hop(i)).sum(), 15, "the sum");
            Check.equal(String.valueOf(new LinkedList<>(n)), "[0, 1, 2, 3, 4, 5]", "text");
            Check.that(new HashSet<>(n).containsAll(n), "contains all");
            Check.equal(new ArrayDeque<>(n).size() + new PriorityQueue<>(n).size() + new TreeSet<>(n).size(), 18, "sizes");
            Check.equal(Arrays.asList(n.toArray()).size(), 6, "size");
        });
        cases.add("AbstractSequentialList", () -> {
            List<Integer> n = new AbstractSequentialList<>() {
                @Override
                public ListIterator<Integer> listIterator(int index) {
                    return hop(new Numbers(4).listIterator(index));
                }

                @Override
                public int size() {
                    return hop(4);
                }
            };
            Check.equal(n.get(2) + n.toString(), "2[0, 1, 2, 3]", "the list");
        });
        cases.add("Iterable", () -> {
            int[] sum = new int[1];
            new Each(4).forEach(i -> sum[0] += hop(i));
            new Each(4).iterator().forEachRemaining(i -> sum[0] += hop(i));
            Check.equal(sum[0], 12, "the sum");
            List<String> names = new ArrayList<>();
            new Each(3).forEach(i -> names.add("n" + i));
            Check.equal(String.join("", names), "n0n1n2", "the names");
            Check.equal(java.util.stream.StreamSupport.stream(new Each(5).spliterator(), false).mapToInt(i -> i).sum(), 10, "the sum");
        });
    }

    private static final class SlowMap extends AbstractMap<SlowValue.Key, Integer> {
        @Override
        public Set<Map.Entry<SlowValue.Key, Integer>> entrySet() {
            return hop(Set.of(Map.entry(k(1), 10), Map.entry(k(2), 20)));
        }
    }

    private static void ownMaps(Cases cases) {
        cases.add("AbstractMap", () -> {
            Map<SlowValue.Key, Integer> map = new SlowMap();
            Check.equal(map.get(k(2)) + map.size() + new TreeMap<>(map).firstKey().value, 23, "the numbers");
            Check.that(map.containsKey(k(1)) && map.containsValue(20) && map.equals(new HashMap<>(map)), "contains");
            Check.equal(map.getOrDefault(k(3), 5) + map.hashCode() * 0, 5, "no value");
            int[] sum = new int[1];
            map.forEach((a, b) -> sum[0] += hop(a.value + b));
            Check.equal(sum[0], 33, "the sum");
            Check.equal(new TreeMap<>(map).toString() + Collections.unmodifiableMap(map).size(), "{k1=10, k2=20}2", "text");
        });
        cases.add("comparators of entries", () -> {
            List<Map.Entry<SlowValue.Key, Integer>> entries = new ArrayList<>(new SlowMap().entrySet());
            entries.sort(Map.Entry.comparingByKey());
            Check.equal(entries.toString(), "[k1=10, k2=20]", "sorted");
            entries.sort(Map.Entry.<SlowValue.Key, Integer>comparingByKey().reversed());
            Check.equal(entries.toString(), "[k2=20, k1=10]", "sorted");
        });
    }
}
