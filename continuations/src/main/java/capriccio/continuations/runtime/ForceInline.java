package capriccio.continuations.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What woven code asks at every suspend point. In the agent's jar the annotation becomes the JDK's own of this name, which
 * the JVM heeds in classes of the boot loader: the method is inlined whatever the caller's size, and counts one byte
 * towards the limits that a compilation has for its program's own methods. Elsewhere it means nothing.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface ForceInline {}
