package org.gradle.initialization;

import org.gradle.internal.classloader.FilteringClassLoader;

/**
 * The engine's own class, which knows but one class loader, as all of Gradle is in one jar; this one also says what of it the
 * work that plugins hand to workers may see: Dokka has its own Kotlin there.
 */
public class FlatClassLoaderRegistry implements ClassLoaderRegistry {
    private final ClassLoader classLoader;

    public FlatClassLoaderRegistry(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    @Override
    public ClassLoader getGradleApiClassLoader() {
        return classLoader;
    }

    @Override
    public ClassLoader getRuntimeClassLoader() {
        return classLoader;
    }

    @Override
    public ClassLoader getPluginsClassLoader() {
        return classLoader;
    }

    @Override
    public ClassLoader getGradleCoreApiClassLoader() {
        return classLoader;
    }

    @Override
    public FilteringClassLoader.Spec getGradleApiFilterSpec() {
        FilteringClassLoader.Spec visible = new FilteringClassLoader.Spec();
        for (String packageName : new String[] {"org.gradle", "javax.inject", "org.slf4j"}) {
            visible.allowPackage(packageName);
        }
        return visible;
    }

    @Override
    public MixInLegacyTypesClassLoader.Spec getGradleWorkerExtensionSpec() {
        throw new UnsupportedOperationException("there is no Gradle distribution to start worker processes from");
    }
}
