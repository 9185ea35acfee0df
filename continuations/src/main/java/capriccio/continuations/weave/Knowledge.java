package capriccio.continuations.weave;

import capriccio.continuations.runtime.Pin;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** What is known of a program beyond the call that is being woven. Thread-safe. */
public interface Knowledge {
    /** Opens the view of one class that is about to be woven; asked again, a view answers the same. */
    View of(@Nullable ClassLoader loader, ClassNode type, byte[] file);

    /** What holds for the calls, methods and lambdas of one class. */
    interface View {
        /** What a call of a method outside of the JDK may do, now or after other classes have been loaded. */
        CallKind kind(String owner, String name, String descriptor);

        /** Why a method must not suspend, because some caller takes it for plain; null if it may. */
        Pin.@Nullable Reason mustPin(MethodNode method);

        /** The same for what a lambda or method reference implements. */
        Pin.@Nullable Reason mustPin(String interfaceName, String name, String descriptor);

        /** Inherited methods that are taken for plain of this class, but not of the class that has them. */
        List<Inherited> inheritedToPin();
    }

    /** A method of a superclass. */
    record Inherited(int access, String name, String descriptor, Pin.Reason reason) {}

    /** Nothing is known: every call outside of the JDK may suspend, and no method is taken for plain. */
    Knowledge NONE = (loader, type, file) -> new View() {
        @Override
        public CallKind kind(String owner, String name, String descriptor) {
            return CallKind.SUSPEND;
        }

        @Override
        public Pin.@Nullable Reason mustPin(MethodNode method) {
            return null;
        }

        @Override
        public Pin.@Nullable Reason mustPin(String interfaceName, String name, String descriptor) {
            return null;
        }

        @Override
        public List<Inherited> inheritedToPin() {
            return List.of();
        }
    };
}
