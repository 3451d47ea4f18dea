package kmpgen.gradle;

import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gradle.api.Project;
import org.gradle.api.internal.catalog.ExternalModuleDependencyFactory;
import org.gradle.api.plugins.ExtensionAware;
import org.gradle.api.plugins.ExtensionsSchema.ExtensionSchema;
import org.gradle.api.reflect.TypeOf;

/**
 * Kotlin source of the typed names that Gradle gives a script once its plugins are applied: {@code kotlin { }},
 * {@code kotlin { android { } }}, {@code libs.pytorch}... each with the type that its plugin published.
 */
final class Accessors {
    private static final Set<String> NOT_FOR_SCRIPTS = Set.of("ext", "extraProperties");

    private final StringBuilder source = new StringBuilder();

    private Accessors(String packageName) {
        source.append("package ").append(packageName).append("\n");
    }

    /** What the body of a build script sees. */
    static String ofProject(String packageName, Project project) {
        Accessors accessors = new Accessors(packageName);
        accessors.addExtensionsOf(project, Project.class.getName());
        return accessors.source.toString();
    }

    /** What the {@code plugins} block sees: the version catalogs alone, under their own names. */
    static String ofPluginsBlock(String packageName, Map<String, ExternalModuleDependencyFactory> catalogs) {
        Accessors accessors = new Accessors(packageName);
        new TreeMap<>(catalogs).forEach((name, factory) -> {
            String type = undecorated(factory.getClass()).getName();
            accessors.source.append("lateinit var `%s`: %s\n".formatted(name, type));
        });
        return accessors.source.toString();
    }

    private void addExtensionsOf(Object owner, String ownerType) {
        for (ExtensionSchema schema : ((ExtensionAware) owner).getExtensions().getExtensionsSchema().getElements()) {
            String name = schema.getName();
            Class<?> publicClass = schema.getPublicType().getConcreteClass();
            if (NOT_FOR_SCRIPTS.contains(name) || !Modifier.isPublic(publicClass.getModifiers())) {
                continue;
            }
            String type = kotlinName(schema.getPublicType());
            String value = "(this as org.gradle.api.plugins.ExtensionAware).extensions.getByName(\"%s\") as %s".formatted(name, type);
            source.append("@Suppress(\"UNCHECKED_CAST\") val %s.`%s`: %s get() = %s\n".formatted(ownerType, name, type, value));
            source.append("fun %s.`%s`(configure: org.gradle.api.Action<%s>) = configure.execute(`%s`)\n"
                .formatted(ownerType, name, type, name));
            Object extension = ((ExtensionAware) owner).getExtensions().getByName(name);
            if (extension instanceof ExtensionAware && owner instanceof Project && publicClass.getTypeParameters().length == 0) {
                addExtensionsOf(extension, type);
            }
        }
    }

    private static Class<?> undecorated(Class<?> type) {
        return type.getSimpleName().endsWith("_Decorated") ? type.getSuperclass() : type;
    }

    private static String kotlinName(TypeOf<?> type) {
        if (type.isWildcard()) {
            return type.getUpperBound() == null ? "*" : "out " + kotlinName(type.getUpperBound());
        }
        String name = type.getConcreteClass().getCanonicalName().replace("java.lang.String", "kotlin.String");
        if (!type.isParameterized()) {
            return name;
        }
        return type.getActualTypeArguments().stream()
            .map(Accessors::kotlinName)
            .collect(Collectors.joining(", ", name + "<", ">"));
    }
}
