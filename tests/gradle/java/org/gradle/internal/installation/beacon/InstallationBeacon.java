package org.gradle.internal.installation.beacon;

/** Gradle finds its own folder by asking which jar this class came from. The published API jar leaves it out. */
public final class InstallationBeacon {
}
