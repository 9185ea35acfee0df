package capriccio.continuations.weave;

/**
 * A static method that stands in for a call, or that is asked first at a method's entry.
 *
 * @param owner internal name of the class that holds it
 * @param name its name
 * @param descriptor its descriptor; for an instance method that it replaces, the receiver comes first
 * @param kind whether it may suspend
 */
public record Hook(String owner, String name, String descriptor, CallKind kind) {}
