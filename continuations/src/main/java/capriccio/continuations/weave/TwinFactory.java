package capriccio.continuations.weave;

import capriccio.continuations.runtime.Twin;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.continuations.runtime.WovenMethod;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Defines twins as hidden nestmates of the class whose method they continue. */
public final class TwinFactory implements Twin.Factory {
    /** Where the class files of twins come from. */
    public interface Files {
        byte[] twin(WovenMethod method, Class<?> host);
    }

    private final Files files;

    public TwinFactory(Files files) {
        this.files = files;
    }

    @Override
    public Twin link(WovenMethod method) throws Throwable {
        Class<?> host = Class.forName(method.className(), false, method.loader());
        byte[] file = files.twin(method, host);
        MethodHandles.Lookup lookup = TwinLinker.lookupIn(host)
                .defineHiddenClass(file, false, MethodHandles.Lookup.ClassOption.NESTMATE);
        MethodHandle make = lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class));
        return (Twin) make.asType(MethodType.methodType(Twin.class)).invokeExact();
    }
}
