package capriccio.continuations.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What weaving made of a class, and what the runtime was told of it.
 *
 * @param file the class file, or null if nothing in it needed work
 * @param firstSite id of its first suspend point; the others follow
 * @param sites how many it has
 * @param lambdas names of what each lambda implements and of what implements it, one after the other
 * @param pins call sites that pin, by {@link capriccio.continuations.runtime.Pin.Reason}'s order
 * @param messages what was reported, a line for each method that is too large
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WovenClass(
        byte @Nullable [] file, int firstSite, int sites, List<String> lambdas, int[] pins, List<String> messages) {}
