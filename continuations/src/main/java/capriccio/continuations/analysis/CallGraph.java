package capriccio.continuations.analysis;

import capriccio.continuations.analysis.TypeInfo.Call;
import capriccio.continuations.analysis.TypeInfo.Lambda;
import capriccio.continuations.analysis.TypeInfo.Method;
import capriccio.continuations.weave.CallKind;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Hook;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/**
 * The call graph of a set of classes by class-hierarchy analysis, and which of its methods can reach a blocking point.
 *
 * <p>A call through a class reaches the method that it resolves to and what overrides that below the class. A call
 * through an interface reaches every method of its selector that any class has, and every lambda of it, whether related
 * now or not: a class that arrives later may bring the two together. Whatever is not in the set may block, unless {@link
 * CallRules} knows better.
 */
public final class CallGraph {
    /** What calls lead to: blocks once one of its targets does. */
    private static final class Node {
        boolean blocks;
        final List<Method> callers = new ArrayList<>();
        /** Lambdas that stand for this node's target: the interface's node blocks with it. */
        final List<Node> forwards = new ArrayList<>();
    }

    private final CallRules rules;
    private final Map<String, TypeInfo> types = new LinkedHashMap<>();
    private final Map<Method, Node> exact = new HashMap<>();
    /** By {@code owner.selector}: what a call through that class may reach below it. */
    private final Map<String, Node> below = new HashMap<>();
    /** By selector: what a call through any interface may reach. */
    private final Map<String, Node> anywhere = new HashMap<>();
    /** Selectors that some class implements, or some lambda. */
    private final Map<String, Boolean> implemented = new HashMap<>();
    private final Map<String, Integer> implementers = new HashMap<>();
    private final Map<String, Boolean> functional = new HashMap<>();
    private final Deque<Node> fresh = new ArrayDeque<>();

    private CallGraph(CallRules rules) {
        this.rules = rules;
    }

    /** Builds the graph and follows the blocking points back through it. */
    static CallGraph of(CallRules rules, Collection<TypeInfo> classes) {
        CallGraph g = new CallGraph(rules);
        for (TypeInfo t : classes) {
            g.types.putIfAbsent(t.name, t); // the first on the class path wins, as for a class loader
        }
        g.index();
        g.connect();
        g.solve();
        return g;
    }

    Collection<TypeInfo> types() {
        return types.values();
    }

    private void index() {
        for (TypeInfo t : types.values()) {
            for (Method m : t.methods.values()) {
                exact.put(m, new Node());
                if (m.isVirtual() && !m.isAbstract()) {
                    implemented.put(m.selector(), true);
                    implementers.merge(m.selector(), 1, Integer::sum);
                }
                for (Lambda l : m.lambdas) {
                    implemented.put(l.samSelector(), true);
                }
            }
        }
    }

    private void connect() {
        for (TypeInfo t : types.values()) {
            OwnRecursion recursion = new OwnRecursion(t);
            for (Method m : t.methods.values()) {
                if (neverSuspends(m)) {
                    continue;
                }
                if (m.monitors > 0 || (rules.pollsLoops() && (m.loops || recursion.branches(m)))) {
                    block(m);
                }
                for (Call c : m.calls) {
                    connect(m, c);
                }
            }
            for (Method m : t.methods.values()) {
                for (Lambda l : m.lambdas) {
                    connect(l);
                }
            }
        }
    }

    /** Static initialisers pin what they call, and native methods have no code to wait in. */
    private static boolean neverSuspends(Method m) {
        return m.name.equals("<clinit>") || !m.hasCode;
    }

    private void connect(Method caller, Call c) {
        List<Node> targets = targets(c);
        if (targets == null) {
            block(caller);
            return;
        }
        for (Node n : targets) {
            n.callers.add(caller);
            if (n.blocks) {
                block(caller);
            }
        }
    }

    private void connect(Lambda l) {
        Node sam = anywhere.computeIfAbsent(l.samSelector(), s -> new Node());
        List<Node> targets = targets(l.implementation());
        if (targets == null) {
            mark(sam);
            return;
        }
        for (Node n : targets) {
            n.forwards.add(sam);
        }
    }

    /** What a call may reach; null if it may block whatever the set of classes says. */
    private @Nullable List<Node> targets(Call c) {
        Boolean fixed = fixed(c);
        if (fixed != null) {
            return fixed ? null : List.of();
        }
        TypeInfo owner = types.get(c.owner());
        if (owner == null) {
            return null;
        }
        Method m = resolve(owner, c.selector());
        if (m == null) {
            return inherited(owner, c);
        }
        if (c.opcode() == Opcodes.INVOKESTATIC || c.opcode() == Opcodes.INVOKESPECIAL || !m.isVirtual()) {
            return List.of(node(m));
        }
        if (owner.isInterface() || m.owner.isInterface()) {
            if (m.isAbstract() && (isFunctional(m.owner) || !implemented.containsKey(c.selector()))) {
                return null;
            }
            return List.of(node(m), anywhere.computeIfAbsent(c.selector(), s -> new Node()));
        }
        if (m.isAbstract() && !implemented.containsKey(c.selector())) {
            return null;
        }
        return List.of(node(m), below.computeIfAbsent(c.owner() + "." + c.selector(), s -> new Node()));
    }

    /** What the rules alone say: true blocks, false does not; null if it depends on the program. */
    private @Nullable Boolean fixed(Call c) {
        if (c.opcode() == Opcodes.INVOKEDYNAMIC) {
            return false; // pins, or makes an object
        }
        Hook hook = rules.callHook(c.owner(), c.name(), c.descriptor());
        if (hook != null) {
            return hook.kind() == CallKind.SUSPEND;
        }
        CallKind kind = rules.kind(c.owner(), c.name(), c.descriptor());
        if (kind != CallKind.SUSPEND) {
            return false;
        }
        return types.containsKey(c.owner()) ? null : Boolean.TRUE;
    }

    private @Nullable Method resolve(TypeInfo owner, String selector) {
        for (TypeInfo t = owner; t != null; t = t.superName == null ? null : types.get(t.superName)) {
            Method m = t.methods.get(selector);
            if (m != null) {
                return m;
            }
        }
        return resolveInterfaces(owner, selector);
    }

    private @Nullable Method resolveInterfaces(TypeInfo owner, String selector) {
        for (TypeInfo t = owner; t != null; t = t.superName == null ? null : types.get(t.superName)) {
            for (String name : t.interfaces) {
                TypeInfo i = types.get(name);
                Method m = i == null ? null : i.methods.get(selector);
                m = m != null || i == null ? m : resolveInterfaces(i, selector);
                if (m != null) {
                    return m;
                }
            }
        }
        return null;
    }

    /** A method that a type outside of the set declares: the JDK's rules speak for its types, nothing for others. */
    private @Nullable List<Node> inherited(TypeInfo owner, Call c) {
        for (TypeInfo t = owner; t != null; t = next(t)) {
            for (String i : t.interfaces) {
                if (mayBlockIn(i, c)) {
                    return null;
                }
            }
            String s = t.superName;
            if (s != null && !types.containsKey(s)) {
                return mayBlockIn(s, c) ? null : List.of(below.computeIfAbsent(c.owner() + "." + c.selector(), k -> new Node()));
            }
        }
        return List.of();
    }

    private @Nullable TypeInfo next(TypeInfo t) {
        return t.superName == null ? null : types.get(t.superName);
    }

    private boolean mayBlockIn(String type, Call c) {
        TypeInfo known = types.get(type);
        if (known == null) {
            return !CallRules.isJdk(type) || rules.kind(type, c.name(), c.descriptor()) == CallKind.SUSPEND;
        }
        for (String i : known.interfaces) {
            if (mayBlockIn(i, c)) {
                return true;
            }
        }
        return false;
    }

    /** One abstract method: any lambda or method reference, of a class that arrives later, may stand behind it. */
    private boolean isFunctional(TypeInfo type) {
        return functional.computeIfAbsent(type.name, n -> {
            int count = 0;
            for (Method m : type.methods.values()) {
                count += m.isAbstract() ? 1 : 0;
            }
            return count == 1;
        });
    }

    private Node node(Method m) {
        Node n = exact.get(m);
        if (n == null) {
            throw new IllegalStateException("no node for " + m);
        }
        return n;
    }

    private void block(Method m) {
        Node n = node(m);
        if (n.blocks) {
            return;
        }
        mark(n);
        if (!m.isVirtual()) {
            return;
        }
        mark(anywhere.computeIfAbsent(m.selector(), s -> new Node()));
        if (m.owner.isInterface()) {
            return;
        }
        for (TypeInfo t = m.owner; t != null; t = next(t)) {
            mark(below.computeIfAbsent(t.name + "." + m.selector(), s -> new Node()));
        }
    }

    private void mark(Node n) {
        if (!n.blocks) {
            n.blocks = true;
            fresh.add(n);
        }
    }

    private void solve() {
        while (!fresh.isEmpty()) {
            Node n = fresh.remove();
            for (Method caller : n.callers) {
                block(caller);
            }
            for (Node f : n.forwards) {
                mark(f);
            }
        }
    }

    @Nullable TypeInfo find(String name) {
        return types.get(name);
    }

    /** True if the call ends in a method of the JDK that may come back to the program. */
    boolean pins(Call c) {
        TypeInfo owner = types.get(c.owner());
        if (owner == null) {
            return rules.callHook(c.owner(), c.name(), c.descriptor()) == null
                    && rules.kind(c.owner(), c.name(), c.descriptor()) == CallKind.PIN;
        }
        return resolve(owner, c.selector()) == null && !c.name().equals("<init>") && pinsAbove(owner, c);
    }

    private boolean pinsAbove(TypeInfo type, Call c) {
        String superName = type.superName;
        if (superName != null && pinsIn(superName, c)) {
            return true;
        }
        for (String i : type.interfaces) {
            if (pinsIn(i, c)) {
                return true;
            }
        }
        return false;
    }

    private boolean pinsIn(String type, Call c) {
        TypeInfo known = types.get(type);
        if (known != null) {
            return pinsAbove(known, c);
        }
        return CallRules.isJdk(type)
                && !type.equals("java/lang/Object")
                && rules.kind(type, c.name(), c.descriptor()) == CallKind.PIN;
    }

    /** The one method that a call can reach; null if there may be several, or one outside of the set. */
    @Nullable Method only(String owner, String selector) {
        TypeInfo type = types.get(owner);
        Method m = type == null ? null : resolve(type, selector);
        if (m == null || m.isAbstract() || m.owner.isInterface()) {
            return null;
        }
        boolean fixed = !m.isVirtual() || ((m.access | m.owner.access) & Opcodes.ACC_FINAL) != 0;
        return fixed || implementers.getOrDefault(selector, 0) == 1 ? m : null;
    }

    /** True if the call can reach classes that are not below its owner. */
    boolean isThroughInterface(TypeInfo owner, Call c) {
        Method m = resolve(owner, c.selector());
        return owner.isInterface() || (m != null && m.owner.isInterface());
    }

    /** True if the method can reach a blocking point and be suspended there. */
    boolean blocks(Method m) {
        return node(m).blocks;
    }

    /** True if some target of the call can block. */
    boolean mayBlock(Call c) {
        List<Node> targets = targets(c);
        if (targets == null) {
            return true;
        }
        for (Node n : targets) {
            if (n.blocks) {
                return true;
            }
        }
        return false;
    }
}
