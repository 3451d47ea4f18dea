package org.gradle.kotlin.dsl.provider;

import javax.inject.Inject;
import kmpgen.gradle.KotlinScriptEvaluator;
import org.gradle.api.initialization.dsl.ScriptHandler;
import org.gradle.api.internal.initialization.ClassLoaderScope;
import org.gradle.configuration.ScriptPlugin;
import org.gradle.configuration.ScriptPluginFactory;
import org.gradle.groovy.scripts.ScriptSource;
import org.gradle.plugin.management.internal.autoapply.AutoAppliedPluginHandler;
import org.gradle.plugin.use.internal.PluginRequestApplicator;

/** Gradle looks for what evaluates {@code *.gradle.kts} under this name. Its own is in no published jar; this one stands in. */
public final class KotlinScriptPluginFactory implements ScriptPluginFactory {
    private final AutoAppliedPluginHandler autoApplied;
    private final PluginRequestApplicator plugins;

    @Inject
    public KotlinScriptPluginFactory(AutoAppliedPluginHandler autoApplied, PluginRequestApplicator plugins) {
        this.autoApplied = autoApplied;
        this.plugins = plugins;
    }

    @Override
    public ScriptPlugin create(
        ScriptSource source, ScriptHandler handler, ClassLoaderScope targetScope, ClassLoaderScope baseScope, boolean topLevel
    ) {
        return new ScriptPlugin() {
            @Override
            public ScriptSource getSource() {
                return source;
            }

            @Override
            public void apply(Object target) {
                new KotlinScriptEvaluator(autoApplied, plugins, source, handler, targetScope).evaluate(target);
            }
        };
    }
}
