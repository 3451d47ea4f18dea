import SwiftUI

@main
struct SentimentApp: App {
    var body: some Scene {
        WindowGroup { ContentView() }
    }
}
