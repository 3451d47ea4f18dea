package kmpgen.gradle;

import java.io.File;
import java.util.List;
import org.gradle.api.internal.StartParameterInternal;
import org.gradle.api.internal.file.FileCollectionFactory;
import org.gradle.cli.CommandLineParser;
import org.gradle.initialization.BuildRequestContext;
import org.gradle.initialization.DefaultBuildCancellationToken;
import org.gradle.initialization.DefaultBuildRequestContext;
import org.gradle.initialization.DefaultBuildRequestMetaData;
import org.gradle.initialization.NoOpBuildEventConsumer;
import org.gradle.initialization.ReportedException;
import org.gradle.initialization.layout.BuildLayoutFactory;
import org.gradle.internal.buildprocess.BuildProcessState;
import org.gradle.internal.classpath.ClassPath;
import org.gradle.internal.instrumentation.agent.AgentStatus;
import org.gradle.internal.logging.LoggingManagerInternal;
import org.gradle.internal.logging.services.LoggingServiceRegistry;
import org.gradle.internal.nativeintegration.services.NativeServices;
import org.gradle.internal.nativeintegration.services.NativeServices.NativeServicesMode;
import org.gradle.internal.service.ServiceRegistry;
import org.gradle.internal.service.ServiceRegistryBuilder;
import org.gradle.internal.service.scopes.BasicGlobalScopeServices;
import org.gradle.launcher.cli.BuildEnvironmentConfigurationConverter;
import org.gradle.launcher.exec.BuildActionParameters;
import org.gradle.launcher.exec.BuildActionResult;
import org.gradle.launcher.exec.BuildExecutor;
import org.gradle.launcher.exec.DefaultBuildActionParameters;
import org.gradle.tooling.internal.provider.action.ExecuteBuildAction;
import org.gradle.util.GradleVersion;

/** Runs one build in this process, as {@code gradle --no-daemon ARGS} does. Exit code 0 means that the build succeeded. {@code --version} works, too. */
public final class BuildLauncher {
    private final ServiceRegistry logging = LoggingServiceRegistry.newCommandLineProcessLogging();

    public static void main(String[] args) {
        if (List.of(args).contains("--version")) {
            System.out.println("Gradle " + GradleVersion.current().getVersion());
            System.out.println("JVM: " + System.getProperty("java.version"));
            return;
        }
        int exitCode = new BuildLauncher().launch(args) ? 0 : 1;
        System.exit(exitCode); // compiler threads of plugins may still be alive
    }

    private boolean launch(String[] args) {
        File userHome = new File(System.getProperty("gradle.user.home"));
        NativeServices.initializeOnClient(userHome, NativeServicesMode.ENABLED);
        StartParameterInternal parameters = parse(args);
        LoggingManagerInternal output = logging.getFactory(LoggingManagerInternal.class).create();
        output.setLevelInternal(parameters.getLogLevel());
        output.start();
        output.attachProcessConsole(parameters.getConsoleOutput());
        BuildProcessState process =
            new BuildProcessState(false, AgentStatus.disabled(), ClassPath.EMPTY, logging, NativeServices.getInstance());
        try {
            return execute(process.getServices().get(BuildExecutor.class), parameters);
        } catch (ReportedException reported) {
            return false;
        } finally {
            process.close();
            output.stop();
        }
    }

    private StartParameterInternal parse(String[] args) {
        ServiceRegistry services = ServiceRegistryBuilder.builder()
            .displayName("command line services")
            .parent(logging)
            .parent(NativeServices.getInstance())
            .provider(new BasicGlobalScopeServices())
            .build();
        BuildEnvironmentConfigurationConverter converter =
            new BuildEnvironmentConfigurationConverter(new BuildLayoutFactory(), services.get(FileCollectionFactory.class));
        CommandLineParser parser = new CommandLineParser();
        converter.configure(parser);
        return converter.convertParameters(parser.parse(args), null).getStartParameter();
    }

    private static boolean execute(BuildExecutor executor, StartParameterInternal parameters) {
        BuildActionParameters action = new DefaultBuildActionParameters(
            System.getProperties(), System.getenv(), parameters.getCurrentDir(), parameters.getLogLevel(), false, ClassPath.EMPTY);
        BuildActionResult result = executor.execute(new ExecuteBuildAction(parameters), action, request());
        if (result.getException() != null && !(result.getException() instanceof ReportedException)) {
            result.getException().printStackTrace();
        }
        return !result.hasFailure();
    }

    private static BuildRequestContext request() {
        return new DefaultBuildRequestContext(
            new DefaultBuildRequestMetaData(System.currentTimeMillis()),
            new DefaultBuildCancellationToken(),
            new NoOpBuildEventConsumer());
    }
}
