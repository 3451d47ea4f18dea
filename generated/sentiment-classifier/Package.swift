// swift-tools-version: 5.9
//
// The Objective-C wrapper as a Swift package, for apps without CocoaPods. kmpgen's tests compile its sources and parse
// this manifest; no Mac has built it there.
//
// torch itself is no Swift package, so two things are left to the app:
// - Frameworks/LibTorchLite.xcframework: torch 2.1.0 as static libraries with their headers. Put it there, or have
//   `libtorch_xcframework` in kmpgen.toml name another place, or the address of a zip that holds it.
// - "Other Linker Flags" must load those libraries as a whole, or torch's operators are missing when a model loads:
//   -force_load with the path of each .a file, which Xcode copies to $(BUILT_PRODUCTS_DIR). A package that says so itself
//   can't be depended on by version.
import PackageDescription

let package = Package(
    name: "PLMLibTorchWrapper",
    platforms: [.iOS("15.0")],
    products: [.library(name: "PLMLibTorchWrapper", targets: ["PLMLibTorchWrapper"])],
    targets: [
        .target(
            name: "PLMLibTorchWrapper",
            dependencies: ["LibTorchLite"],
            path: "ios",
            sources: ["PLMLibTorchWrapper"],
            resources: [.copy("models/com.example.sentimentclassifier")],
            publicHeadersPath: "PLMLibTorchWrapper",
            linkerSettings: [.linkedLibrary("c++"), .linkedFramework("Accelerate")]
        ),
        .binaryTarget(name: "LibTorchLite", path: "Frameworks/LibTorchLite.xcframework"),
    ],
    cxxLanguageStandard: .cxx17
)
