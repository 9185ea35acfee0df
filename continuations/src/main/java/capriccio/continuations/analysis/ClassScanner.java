package capriccio.continuations.analysis;

import capriccio.continuations.analysis.TypeInfo.Call;
import capriccio.continuations.analysis.TypeInfo.Lambda;
import capriccio.continuations.analysis.TypeInfo.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Reads a class file into a {@link TypeInfo}. */
final class ClassScanner extends ClassVisitor {
    private @Nullable TypeInfo type;

    private ClassScanner() {
        super(Opcodes.ASM9);
    }

    static TypeInfo scan(byte[] file) {
        ClassScanner scanner = new ClassScanner();
        new ClassReader(file).accept(scanner, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return scanner.type();
    }

    /** Supertypes and declared methods only. */
    static TypeInfo header(byte[] file) {
        ClassScanner scanner = new ClassScanner();
        new ClassReader(file).accept(scanner, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        return scanner.type();
    }

    private TypeInfo type() {
        TypeInfo t = type;
        if (t == null) {
            throw new IllegalStateException("the class file has no header");
        }
        return t;
    }

    @Override
    public void visit(int version, int access, String name, @Nullable String signature, @Nullable String superName,
            String @Nullable [] interfaces) {
        type = new TypeInfo(name, superName, interfaces == null ? List.of() : List.of(interfaces), access);
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
            String @Nullable [] exceptions) {
        Method m = new Method(type(), name, descriptor, access);
        type().methods.put(m.selector(), m);
        return new BodyScanner(m);
    }

    private static final class BodyScanner extends MethodVisitor {
        private final Method method;
        private final Set<Label> passed = new HashSet<>();
        /** Handlers by the end of what they cover. */
        private final Map<Label, List<Label>> handlers = new HashMap<>();

        BodyScanner(Method method) {
            super(Opcodes.ASM9);
            this.method = method;
        }

        @Override
        public void visitCode() {
            method.hasCode = true;
            if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                method.monitors++;
            }
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.MONITORENTER) {
                method.monitors++;
            }
        }

        @Override
        public void visitLabel(Label label) {
            passed.add(label);
            for (Label handler : handlers.getOrDefault(label, List.of())) {
                method.loops |= passed.contains(handler); // before the end of what it covers
            }
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
            handlers.computeIfAbsent(end, e -> new ArrayList<>()).add(handler);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            method.loops |= passed.contains(label);
        }

        @Override
        public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
            switchesTo(otherwise, labels);
        }

        @Override
        public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
            switchesTo(otherwise, labels);
        }

        private void switchesTo(Label otherwise, Label[] labels) {
            method.loops |= passed.contains(otherwise);
            for (Label l : labels) {
                method.loops |= passed.contains(l);
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            method.calls.add(new Call(opcode, owner, name, descriptor));
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            if (!bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
                method.calls.add(new Call(Opcodes.INVOKEDYNAMIC, bootstrap.getOwner(), name, descriptor));
                return;
            }
            String sam = Type.getReturnType(descriptor).getInternalName();
            Call implementation = call((Handle) arguments[1]);
            method.lambdas.add(new Lambda(sam, name + arguments[0], implementation));
            for (int i = 3; i < arguments.length; i++) { // altMetafactory's bridges
                if (arguments[i] instanceof Type bridge && bridge.getSort() == Type.METHOD) {
                    method.lambdas.add(new Lambda(sam, name + bridge, implementation));
                }
            }
        }

        private static Call call(Handle h) {
            int opcode =
                    switch (h.getTag()) {
                        case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
                        case Opcodes.H_INVOKESPECIAL, Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
                        case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
                        default -> Opcodes.INVOKEVIRTUAL;
                    };
            return new Call(opcode, h.getOwner(), h.getName(), h.getDesc());
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            method.slots = maxStack + maxLocals;
        }
    }
}
