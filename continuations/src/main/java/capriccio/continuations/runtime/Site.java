package capriccio.continuations.runtime;

/** A suspend point: one call in one woven method. Immutable; its id is the constant in the woven code. */
public final class Site {
    final int id;
    final WovenMethod method;
    /** Position among the suspend points of its method: the key of the twin's entry switch. */
    final int ordinal;
    final int line;
    final String calleeOwner;
    final String calleeName;
    final String calleeDescriptor;
    /** What the call leaves on the operand stack, as the first letter of a descriptor. */
    final char expects;

    final int prims;
    final int refs;

    /** Id of the inner site last proved to be a legal callee frame of this one; -1 for none. Racy but idempotent. */
    int provedInner = -1;
    /** True if the callee is the runtime itself, which saves no frame: only such a site can be the innermost. */
    final boolean callsRuntime;

    Site(int id, WovenMethod method, int ordinal, int line, String owner, String name, String descriptor, int prims, int refs) {
        this.id = id;
        this.method = method;
        this.ordinal = ordinal;
        this.line = line;
        this.calleeOwner = owner;
        this.calleeName = name;
        this.calleeDescriptor = descriptor;
        this.expects = kindOf(descriptor);
        this.callsRuntime = isRuntime(owner);
        this.prims = prims;
        this.refs = refs;
    }

    private static boolean isRuntime(String owner) {
        return owner.equals("capriccio/continuations/runtime/UserThread")
                || owner.equals("capriccio/continuations/runtime/Parking")
                || owner.equals("capriccio/continuations/runtime/ManagedBlocks")
                || owner.equals("capriccio/continuations/runtime/Checkpoint")
                || owner.equals("capriccio/continuations/runtime/Continuation");
    }

    public int id() {
        return id;
    }

    public WovenMethod method() {
        return method;
    }

    public int line() {
        return line;
    }

    public String calleeOwner() {
        return calleeOwner;
    }

    /** Name and descriptor of the call. */
    public String calleeSelector() {
        return calleeName.concat(calleeDescriptor);
    }

    /** Slots that a frame suspended here takes. */
    public int slots() {
        return prims + refs;
    }

    /** The kind of value that a method of this descriptor returns: V, Z, B, C, S, I, J, F, D or L. */
    static char kindOf(String descriptor) {
        char c = descriptor.charAt(descriptor.indexOf(')') + 1);
        return c == '[' ? 'L' : c;
    }

    @Override
    public String toString() {
        return method.className() + "." + method.name + ":" + line;
    }
}
