package capriccio.iointercept.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The one place that changes classes of the JDK for {@code backend=virtual}: which scheduler a virtual thread has, what
 * waits before it starts, and where the JDK says that it opens, closes or is about to block in a native call.
 */
final class VirtualJdk implements ClassFileTransformer {
    private static final String HOOKS = "capriccio/iointercept/runtime/VirtualHooks";
    private static final String SCHEDULERS = "capriccio/continuations/runtime/OwnVirtuals";
    private static final String EXECUTOR = "Ljava/util/concurrent/Executor;";
    private static final String FD = "(Ljava/io/FileDescriptor;)V";

    private static final String BEGIN = "begin()";
    private static final String END = "end(boolean)";
    private static final String START = "start(ThreadContainer)";
    private static final String SCHEDULER = "scheduler";
    private static final String PARK = "a call of Unsafe.park where a thread is pinned";
    private static final String SOCKET = "a call of Net.socket";
    private static final String ACCEPT = "a call of Net.accept";
    private static final String CLOSE = "a call of NativeDispatcher.close";

    /** What is to be found in each class. */
    private static final Map<String, Set<String>> SOUGHT = Map.of(
            "java/lang/VirtualThread", Set.of(SCHEDULER, START, PARK),
            "jdk/internal/misc/Blocker", Set.of(BEGIN, END),
            "sun/nio/ch/NioSocketImpl", Set.of(SOCKET, ACCEPT, CLOSE),
            "sun/nio/ch/SocketChannelImpl", Set.of(SOCKET, CLOSE),
            "sun/nio/ch/ServerSocketChannelImpl", Set.of(SOCKET, ACCEPT, CLOSE),
            "sun/nio/ch/DatagramChannelImpl", Set.of(SOCKET, CLOSE));

    /** By class, what was found there; a class that could not be changed is missing. */
    private final Map<String, Set<String>> found = new ConcurrentHashMap<>();

    private VirtualJdk() {}

    /**
     * Changes all of them, and again whenever another agent has them transformed.
     *
     * @throws IllegalStateException naming what this JDK has moved
     */
    static void install(Instrumentation instrumentation) throws ClassNotFoundException, UnmodifiableClassException {
        VirtualJdk transformer = new VirtualJdk();
        instrumentation.addTransformer(transformer, true);
        for (Map.Entry<String, Set<String>> sought : SOUGHT.entrySet()) {
            String name = sought.getKey().replace('/', '.');
            instrumentation.retransformClasses(Class.forName(name, false, null));
            Set<String> lacking = new TreeSet<>(sought.getValue());
            lacking.removeAll(transformer.found.getOrDefault(sought.getKey(), Set.of()));
            if (!lacking.isEmpty()) {
                instrumentation.removeTransformer(transformer);
                throw new IllegalStateException("this JDK's " + name + " lacks " + String.join(", ", lacking));
            }
        }
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] file) {
        if (loader != null || name == null) {
            return null;
        }
        Watcher.onLoad(name);
        return SOUGHT.containsKey(name) ? changed(name, file) : null;
    }

    private byte[] changed(String name, byte[] file) {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        ClassReader reader = new ClassReader(file);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Change(name, writer, seen), 0);
        found.put(name, seen);
        return writer.toByteArray();
    }

    private static final class Change extends ClassVisitor {
        private final String owner;
        private final Set<String> seen;

        Change(String owner, ClassVisitor next, Set<String> seen) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
            this.seen = seen;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            String method = name + descriptor;
            if (owner.equals("jdk/internal/misc/Blocker")) {
                return switch (method) {
                    case "begin()Z" -> new AtEntry(next, seen, BEGIN);
                    case "end(Z)V" -> new AtEntry(next, seen, END);
                    default -> next;
                };
            } else if (owner.equals("java/lang/VirtualThread")) {
                return switch (method) {
                    case "start(Ljdk/internal/vm/ThreadContainer;)V" -> new AtEntry(next, seen, START);
                    case "parkOnCarrierThread(ZJ)V" -> new Pinned(next, seen);
                    case "<init>(" + EXECUTOR + "Ljava/lang/String;ILjava/lang/Runnable;)V" -> new Scheduled(next, seen);
                    default -> next;
                };
            }
            return new Counted(next, seen);
        }
    }

    /** Asks first. */
    private static final class AtEntry extends MethodVisitor {
        private final Set<String> seen;
        private final String which;

        AtEntry(MethodVisitor next, Set<String> seen, String which) {
            super(Opcodes.ASM9, next);
            this.seen = seen;
            this.which = which;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            Label otherwise = new Label();
            switch (which) {
                case BEGIN -> {
                    hook(this, "begin", "()Z");
                    visitJumpInsn(Opcodes.IFEQ, otherwise);
                    visitInsn(Opcodes.ICONST_1);
                    visitInsn(Opcodes.IRETURN);
                }
                case END -> {
                    visitVarInsn(Opcodes.ILOAD, 0);
                    visitJumpInsn(Opcodes.IFEQ, otherwise);
                    hook(this, "end", "()Z");
                    visitJumpInsn(Opcodes.IFEQ, otherwise);
                    visitInsn(Opcodes.RETURN);
                }
                default -> hook(this, "awaitStart", "()V");
            }
            if (!which.equals(START)) {
                visitLabel(otherwise);
                visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            }
            seen.add(which);
        }
    }

    /** The constructor: what it is about to write as its scheduler is ours to choose. */
    private static final class Scheduled extends MethodVisitor {
        private static final int TASK = 4;
        private final Set<String> seen;

        Scheduled(MethodVisitor next, Set<String> seen) {
            super(Opcodes.ASM9, next);
            this.seen = seen;
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            if (opcode == Opcodes.PUTFIELD && name.equals(SCHEDULER) && descriptor.equals(EXECUTOR)) {
                visitInsn(Opcodes.SWAP); // executor, this
                visitInsn(Opcodes.DUP_X1); // this, executor, this
                visitInsn(Opcodes.SWAP); // this, this, executor
                visitVarInsn(Opcodes.ALOAD, TASK);
                visitMethodInsn(Opcodes.INVOKESTATIC, SCHEDULERS, "schedulerFor",
                        "(Ljava/lang/Thread;" + EXECUTOR + "Ljava/lang/Runnable;)" + EXECUTOR, false);
                seen.add(SCHEDULER);
            }
            super.visitFieldInsn(opcode, owner, name, descriptor);
        }
    }

    /** Where the JDK parks a carrier under a thread that cannot leave it. */
    private static final class Pinned extends MethodVisitor {
        private final Set<String> seen;

        Pinned(MethodVisitor next, Set<String> seen) {
            super(Opcodes.ASM9, next);
            this.seen = seen;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            boolean parks = owner.equals("jdk/internal/misc/Unsafe") && name.equals("park");
            if (parks) {
                visitMethodInsn(Opcodes.INVOKESTATIC, SCHEDULERS, "beginPinned", "()V", false);
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface); // which throws nothing
            if (parks) {
                visitMethodInsn(Opcodes.INVOKESTATIC, SCHEDULERS, "endPinned", "()V", false);
                seen.add(PARK);
            }
        }
    }

    /** Tells of sockets that are opened and closed. */
    private static final class Counted extends MethodVisitor {
        private final Set<String> seen;

        Counted(MethodVisitor next, Set<String> seen) {
            super(Opcodes.ASM9, next);
            this.seen = seen;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            if (owner.equals("sun/nio/ch/NativeDispatcher") && name.equals("close") && descriptor.equals(FD)) {
                hook(this, "closed", "()V");
                seen.add(CLOSE);
            } else if (owner.equals("sun/nio/ch/Net") && name.equals("accept") && descriptor.endsWith(")I")) {
                visitInsn(Opcodes.DUP);
                hook(this, "accepted", "(I)V");
                seen.add(ACCEPT);
            } else if (owner.equals("sun/nio/ch/Net") && (name.equals("socket") || name.equals("serverSocket"))) {
                hook(this, "opened", "()V");
                seen.add(SOCKET);
            }
        }
    }

    private static void hook(MethodVisitor to, String name, String descriptor) {
        to.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
    }
}
