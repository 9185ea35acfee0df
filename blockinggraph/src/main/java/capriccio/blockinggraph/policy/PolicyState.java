package capriccio.blockinggraph.policy;

import java.util.List;

/**
 * What {@code policy=graph} knows and does at one time.
 *
 * @param fallenBack threads go first in, first out, whatever else is said here
 * @param resources names, by id
 * @param limits of the resources that are watched
 * @param nodes that are treated other than most
 * @param queued threads in the run queues, held back or not
 * @param held of these, how many are held back
 */
public record PolicyState(boolean fallenBack, List<String> resources, List<Limit> limits, List<Treatment> nodes, int queued,
        int held) {
    /**
     * Of a resource.
     *
     * @param used in the resource's unit; of CPU, the nanoseconds for which runnable threads wait for a carrier
     * @param limit in the same
     * @param strain 1 from the first sign of thrashing on
     * @param full what would take of it waits
     */
    public record Limit(int resource, double used, double limit, double strain, boolean full) {}

    /**
     * Of a node.
     *
     * @param heldBy the resource for which threads are held there, or −1
     * @param level of its share: 0, the largest, to 8; 4 for most
     */
    public record Treatment(int node, int heldBy, int level) {}
}
