package com.example.sentimentapp

import android.app.Activity
import android.os.Bundle
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import java.util.concurrent.Executors

/** A text, a button, and what the model says of the text. */
class MainActivity : Activity() {
    /** Calls of the model block: this is the thread that they may block. */
    private val worker = Executors.newSingleThreadExecutor()
    private val presenter = SentimentPresenter()

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val input = EditText(this).apply { setText("this product is great!") }
        val answer = TextView(this).apply { textSize = 20f }
        val button = Button(this).apply {
            text = "Score"
            setOnClickListener { score(input.text.toString(), answer) }
        }
        val column = LinearLayout(this).apply {
            orientation = LinearLayout.VERTICAL
            fitsSystemWindows = true
            listOf(input, button, answer).forEach(::addView)
        }
        setContentView(column)
    }

    private fun score(text: String, answer: TextView) = worker.execute {
        val verdict = presenter.verdict(text)
        runOnUiThread { answer.text = "${verdict.headline}\n${verdict.detail}" }
    }

    override fun onDestroy() {
        worker.execute { presenter.close() }
        worker.shutdown()
        super.onDestroy()
    }
}
