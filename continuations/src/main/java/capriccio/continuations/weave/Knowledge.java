package capriccio.continuations.weave;

import capriccio.continuations.runtime.Pin;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** What is known of a program beyond the call that is being woven. Thread-safe; an answer never changes. */
public interface Knowledge {
    /** False if no method that such a call can reach suspends, now or after other classes have been loaded. */
    boolean maySuspend(String owner, String name, String descriptor);

    /** Opens the view of one class that is about to be woven. */
    View of(@Nullable ClassLoader loader, ClassNode type, byte[] file);

    /** What holds for the methods and lambdas of one class. */
    interface View {
        /** Why a method must not suspend, because some caller takes it for plain; null if it may. */
        Pin.@Nullable Reason mustPin(MethodNode method);

        /** The same for what a lambda or method reference implements. */
        Pin.@Nullable Reason mustPin(String interfaceName, String name, String descriptor);
    }

    /** Nothing is known: every call outside of the JDK may suspend, and no method is taken for plain. */
    Knowledge NONE = new Knowledge() {
        @Override
        public boolean maySuspend(String owner, String name, String descriptor) {
            return true;
        }

        @Override
        public View of(@Nullable ClassLoader loader, ClassNode type, byte[] file) {
            return new View() {
                @Override
                public Pin.@Nullable Reason mustPin(MethodNode method) {
                    return null;
                }

                @Override
                public Pin.@Nullable Reason mustPin(String interfaceName, String name, String descriptor) {
                    return null;
                }
            };
        }
    };
}
