import SwiftUI

/// A text, a button, and what the model says of the text.
struct ContentView: View {
    @StateObject private var scorer = Scorer()
    @State private var text = "this product is great!"

    var body: some View {
        VStack(alignment: .leading, spacing: 16) {
            TextField("A sentence", text: $text)
                .textFieldStyle(.roundedBorder)
            Button("Score") { scorer.score(text) }
            if let verdict = scorer.verdict {
                Text(verdict.headline).font(.title2)
                Text(verdict.detail)
            }
            Spacer()
        }
        .padding()
    }
}
