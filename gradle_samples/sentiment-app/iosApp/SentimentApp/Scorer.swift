import Combine
import Foundation
import Shared

/// Runs the shared presenter. Its calls block, so that they have a queue of their own.
final class Scorer: ObservableObject {
    @Published private(set) var verdict: Verdict?

    private let presenter = SentimentPresenter()
    private let queue = DispatchQueue(label: "com.example.sentimentapp.model")

    func score(_ text: String) {
        queue.async {
            let verdict = self.presenter.verdict(text: text)
            DispatchQueue.main.async { self.verdict = verdict }
        }
    }

    deinit {
        presenter.close()
    }
}
