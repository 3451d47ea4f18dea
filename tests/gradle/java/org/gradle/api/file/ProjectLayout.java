package org.gradle.api.file;

import java.io.File;
import org.gradle.api.provider.Provider;
import org.gradle.internal.service.scopes.Scope;
import org.gradle.internal.service.scopes.ServiceScope;

/** The engine's own interface, and what Gradle 8.13 added to it: the publishing plugin calls that. */
@ServiceScope(Scope.Project.class)
public interface ProjectLayout {
    Directory getProjectDirectory();

    /** Right where the settings stand beside the build script, as in every library that kmpgen emits. */
    default Directory getSettingsDirectory() {
        return getProjectDirectory();
    }

    DirectoryProperty getBuildDirectory();

    Provider<RegularFile> file(Provider<File> file);

    Provider<Directory> dir(Provider<File> file);

    FileCollection files(Object... paths);
}
