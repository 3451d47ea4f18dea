// swift-tools-version: 5.9
//
// The Objective-C wrapper as a Swift package, for apps without CocoaPods. kmpgen's tests compile its sources but, without
// a Mac, not this manifest.
//
// torch itself is no Swift package, so two things are left to the app:
// - ios/LibTorchLite.xcframework: the static libraries of LibTorch-Lite 2.1.0 with their headers. Put it there, or replace
//   `path:` below by the `url:` and `checksum:` of a zip that holds it.
// - "Other Linker Flags" must load those libraries as a whole, or torch's operators are missing when a model loads:
//   -force_load with the path of each .a file. A package may not say so itself.
import PackageDescription

let package = Package(
    name: "PLMLibTorchWrapper",
    platforms: [.iOS("15.0")],
    products: [.library(name: "PLMLibTorchWrapper", targets: ["PLMLibTorchWrapper"])],
    targets: [
        .target(
            name: "PLMLibTorchWrapper",
            dependencies: ["LibTorchLite"],
            path: "ios/PLMLibTorchWrapper",
            publicHeadersPath: ".",
            linkerSettings: [.linkedLibrary("c++"), .linkedFramework("Accelerate")]
        ),
        .binaryTarget(name: "LibTorchLite", path: "ios/LibTorchLite.xcframework"),
    ],
    cxxLanguageStandard: .cxx17
)
