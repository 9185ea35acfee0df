package capriccio.continuations.analysis;

import capriccio.continuations.weave.CallKind;
import capriccio.continuations.weave.CallRules;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Finds what an unwoven JDK class must pin: a method of it that woven code, or a data method's caller, reaches without
 * a bracket, such as {@code GZIPInputStream.read} or the comparator that {@code Comparator.comparing} makes, and that
 * calls what may suspend. Such calls pin there.
 */
public final class Guards {
    private static final int METHOD_REF = 10;
    private static final int INTERFACE_METHOD_REF = 11;

    private final CallRules rules;
    private final Supertypes supertypes = new Supertypes();

    public Guards(CallRules rules) {
        this.rules = rules;
    }

    /** True if the class is one of the JDK's that may have to be guarded; cheap. */
    public boolean concerns(String name) {
        return rules.savesFrames()
                && CallRules.isJdk(name)
                && !rules.isWovenJdk(name)
                && !name.startsWith("java/lang/invoke/")
                && !name.startsWith("jdk/internal/");
    }

    /** False if {@link #methods} would find nothing, as the constant pool and the supertypes show. */
    public boolean mayNeed(byte[] file) {
        ClassReader reader = new ClassReader(file);
        String superName = reader.getSuperName();
        TypeInfo info = new TypeInfo(reader.getClassName(), superName, List.of(reader.getInterfaces()), reader.getAccess());
        return callsWoven(reader)
                || (!rules.isData(info.name) && (info.access & (Opcodes.ACC_ENUM | Opcodes.ACC_INTERFACE)) == 0 && isReached(info));
    }

    private boolean isReached(TypeInfo info) {
        for (String t : supertypes.allJdk(info)) {
            if (rules.isWovenJdk(t) || rules.isOpen(t) || isAdapted(t)) {
                return true;
            }
        }
        return false;
    }

    /** Data types that JDK classes implement over functions and streams. */
    private static boolean isAdapted(String type) {
        return switch (type) {
            case "java/util/Iterator", "java/util/Enumeration", "java/util/Comparator", "java/lang/Iterable",
                    "java/util/Map", "java/lang/CharSequence", "java/lang/ThreadLocal", "java/lang/ClassLoader" -> true;
            default -> false;
        };
    }

    private boolean callsWoven(ClassReader reader) {
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
            int at = reader.getItem(i);
            if (at == 0 || (reader.readByte(at - 1) != METHOD_REF && reader.readByte(at - 1) != INTERFACE_METHOD_REF)) {
                continue;
            }
            int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
            String name = reader.readUTF8(nameAndType, buffer);
            if (rules.kind(reader.readClass(at, buffer), name, reader.readUTF8(nameAndType + 2, buffer)) == CallKind.SUSPEND) {
                return true;
            }
        }
        return false;
    }

    /** Name and descriptor of each method to guard; true if calls of unknown JDK code pin too. Empty if there is none. */
    public Map<String, Boolean> methods(ClassNode type) {
        Map<String, Boolean> exposed = new HashMap<>();
        TypeInfo info = new TypeInfo(type.name, type.superName, List.copyOf(type.interfaces), type.access);
        Set<String> above = supertypes.allJdk(info);
        boolean data = rules.isData(type.name);
        for (MethodNode m : type.methods) {
            lambdas(type, m, data, exposed);
            if ((m.access & Opcodes.ACC_PRIVATE) != 0 || m.name.startsWith("<") || m.instructions.size() == 0) {
                continue;
            }
            Boolean strict = exposure(type, m, above, data);
            if (strict != null) {
                exposed.merge(m.name + m.desc, strict, Boolean::logicalOr);
            }
        }
        spread(type, exposed);
        exposed.keySet().removeIf(key -> !callsOut(type, key, exposed));
        return exposed;
    }

    /** Called by data classes, {@code InetSocketAddress} and {@code URL}'s {@code equals}; takes locks since 18. */
    private static boolean isBehindData(String name) {
        return name.equals("java/net/InetAddress") || name.startsWith("java/net/InetAddress$");
    }

    private @Nullable Boolean exposure(ClassNode type, MethodNode m, Set<String> above, boolean data) {
        boolean found = rules.kind(type.name, m.name, m.desc) != CallKind.PIN || isBehindData(type.name);
        if ((m.access & Opcodes.ACC_STATIC) == 0) {
            String selector = m.name + m.desc;
            for (String t : above) {
                if (rules.kind(t, m.name, m.desc) != CallKind.PIN && supertypes.jdkDeclares(t, selector)) {
                    if (!data && (rules.isWovenJdk(t) || rules.isOpen(t) || isAdapted(t))) {
                        return true;
                    }
                    found = true;
                }
            }
        }
        return found ? Boolean.FALSE : null;
    }

    private void lambdas(ClassNode type, MethodNode m, boolean data, Map<String, Boolean> exposed) {
        for (AbstractInsnNode insn : m.instructions) {
            if (insn instanceof InvokeDynamicInsnNode call
                    && call.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
                Handle h = (Handle) call.bsmArgs[1];
                String sam = Type.getReturnType(call.desc).getInternalName();
                if (h.getOwner().equals(type.name)
                        && rules.kind(sam, call.name, ((Type) call.bsmArgs[0]).getDescriptor()) != CallKind.PIN) {
                    exposed.merge(h.getName() + h.getDesc(), !data, Boolean::logicalOr);
                }
            }
        }
    }

    /** What an exposed method calls in its own class is exposed with it. */
    private static void spread(ClassNode type, Map<String, Boolean> exposed) {
        Map<String, MethodNode> own = new HashMap<>();
        for (MethodNode m : type.methods) {
            own.put(m.name + m.desc, m);
        }
        Deque<String> queue = new ArrayDeque<>(exposed.keySet());
        while (!queue.isEmpty()) {
            String key = queue.remove();
            MethodNode m = own.get(key);
            if (m == null) {
                continue;
            }
            boolean strict = Boolean.TRUE.equals(exposed.get(key));
            for (AbstractInsnNode insn : m.instructions) {
                if (insn instanceof MethodInsnNode call && call.owner.equals(type.name) && own.containsKey(call.name + call.desc)) {
                    Boolean before = exposed.get(call.name + call.desc);
                    if (before == null || (strict && !before)) {
                        exposed.put(call.name + call.desc, strict);
                        queue.add(call.name + call.desc);
                    }
                }
            }
        }
    }

    private boolean callsOut(ClassNode type, String key, Map<String, Boolean> exposed) {
        boolean strict = Boolean.TRUE.equals(exposed.get(key));
        for (MethodNode m : type.methods) {
            if ((m.name + m.desc).equals(key)) {
                for (AbstractInsnNode insn : m.instructions) {
                    if (insn instanceof MethodInsnNode call && rules.pinsInGuard(type, call, strict)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
