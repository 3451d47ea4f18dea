package kmpgen.gradle;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gradle.api.GradleException;
import org.gradle.api.Project;
import org.gradle.api.initialization.Settings;
import org.gradle.api.initialization.dsl.ScriptHandler;
import org.gradle.api.internal.SettingsInternal;
import org.gradle.api.internal.catalog.ExternalModuleDependencyFactory;
import org.gradle.api.internal.initialization.ClassLoaderScope;
import org.gradle.api.internal.initialization.ScriptHandlerInternal;
import org.gradle.api.internal.plugins.PluginManagerInternal;
import org.gradle.api.internal.project.ProjectInternal;
import org.gradle.groovy.scripts.ScriptSource;
import org.gradle.initialization.DependenciesAccessors;
import org.gradle.internal.classloader.ClassLoaderVisitor;
import org.gradle.plugin.management.internal.PluginRequests;
import org.gradle.plugin.management.internal.autoapply.AutoAppliedPluginHandler;
import org.gradle.plugin.use.PluginDependenciesSpec;
import org.gradle.plugin.use.internal.PluginRequestApplicator;
import org.gradle.plugin.use.internal.PluginRequestCollector;

/** Evaluates one script as Gradle does: its {@code plugins} block, the plugins, then the rest against what those brought. */
public final class KotlinScriptEvaluator {
    private static final String PACKAGE = "kmpgen.script";

    private final AutoAppliedPluginHandler autoApplied;
    private final PluginRequestApplicator plugins;
    private final ScriptSource source;
    private final ScriptHandler handler;
    private final ClassLoaderScope scope;

    public KotlinScriptEvaluator(
        AutoAppliedPluginHandler autoApplied, PluginRequestApplicator plugins,
        ScriptSource source, ScriptHandler handler, ClassLoaderScope scope
    ) {
        this.autoApplied = autoApplied;
        this.plugins = plugins;
        this.source = source;
        this.handler = handler;
        this.scope = scope;
    }

    public void evaluate(Object target) {
        String fileName = new File(source.getFileName()).getName();
        KotlinScript script = KotlinScript.parse(fileName, source.getResource().getText());
        if (target instanceof ProjectInternal project) {
            applyPlugins(requestedPlugins(script, project), project, project.getPluginManager());
            String accessors = Accessors.ofProject(PACKAGE, project);
            call(compileBody(script, Project.class, accessors), Project.class, project);
        } else if (target instanceof SettingsInternal settings && script.plugins().isEmpty()) {
            applyPlugins(new PluginRequestCollector(source).getPluginRequests(), settings, settings.getPluginManager());
            String accessors = "package " + PACKAGE;
            call(compileBody(script, Settings.class, accessors), Settings.class, settings);
        } else {
            throw new GradleException("this stand-in cannot evaluate " + fileName + " for " + target);
        }
    }

    private PluginRequests requestedPlugins(KotlinScript script, ProjectInternal project) {
        PluginRequestCollector requests = new PluginRequestCollector(source);
        if (!script.plugins().isBlank()) {
            Map<String, ExternalModuleDependencyFactory> catalogs =
                project.getServices().get(DependenciesAccessors.class).createPluginsBlockFactories(project.getObjects());
            ClassLoader loader = catalogs.isEmpty()
                ? scope.getLocalClassLoader()
                : catalogs.values().iterator().next().getClass().getClassLoader();
            String accessors = Accessors.ofPluginsBlock(PACKAGE, catalogs);
            Class<?> compiled = compile(script, "", script.plugins(), PluginDependenciesSpec.class, accessors, loader);
            catalogs.forEach((name, factory) -> setStatic(compiled, name, factory));
            call(compiled, PluginDependenciesSpec.class, requests.createSpec(1));
        }
        return requests.getPluginRequests();
    }

    private void applyPlugins(PluginRequests requests, Object target, PluginManagerInternal manager) {
        PluginRequests all = autoApplied.getAutoAppliedPlugins(requests, target).mergeWith(requests);
        plugins.applyPlugins(all, (ScriptHandlerInternal) handler, manager, scope);
    }

    private Class<?> compileBody(KotlinScript script, Class<?> receiver, String accessors) {
        return compile(script, script.imports(), script.body(), receiver, accessors, scope.getLocalClassLoader());
    }

    /** Compiles {@code code} as the body of a function on {@code receiver}; its first line stays the first line of the file. */
    private static Class<?> compile(
        KotlinScript script, String imports, String code, Class<?> receiver, String accessors, ClassLoader parent
    ) {
        String header = "@file:JvmName(\"Script\") @file:Suppress(\"DEPRECATION\") package " + PACKAGE + "; "
            + defaultImports() + imports + "fun " + receiver.getName() + ".evaluate() {";
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("Accessors.kt", "@file:JvmName(\"Accessors\") " + accessors);
        sources.put(script.fileName().replaceAll("s$", ""), header + code + "\n}\n");
        Path classes = KotlinScriptCompiler.compile(script.fileName(), sources, classPath(parent));
        try {
            ClassLoader loader = new URLClassLoader(KotlinScriptCompiler.urls(List.of(classes.toFile())), parent);
            return loader.loadClass(PACKAGE + ".Script");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void call(Class<?> compiled, Class<?> receiver, Object target) {
        try {
            compiled.getMethod("evaluate", receiver).invoke(null, target);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new GradleException("the script failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void setStatic(Class<?> compiled, String name, Object value) {
        try {
            compiled.getClassLoader().loadClass(PACKAGE + ".Accessors").getField(name).set(null, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gradle's list of implicit imports, on one line; TestKit's is left out, as its package is not in the API jar. */
    private static String defaultImports() {
        try (InputStream stream = KotlinScriptEvaluator.class.getResourceAsStream("/default-imports.txt")) {
            String gradle = new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.contains("org.gradle.testkit"))
                .collect(Collectors.joining("; "));
            return gradle + "; import org.gradle.kotlin.dsl.*; import java.io.*; ";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Collection<File> classPath(ClassLoader loader) {
        Set<File> files = new LinkedHashSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            files.add(new File(entry));
        }
        new ClassLoaderVisitor() {
            @Override
            public void visitClassPath(URL[] urls) {
                for (URL url : urls) {
                    try {
                        files.add(new File(url.toURI()));
                    } catch (URISyntaxException e) {
                        throw new IllegalArgumentException(e);
                    }
                }
            }

            @Override
            public void visitParent(ClassLoader parent) {
                visit(parent);
            }
        }.visit(loader);
        return files;
    }
}
