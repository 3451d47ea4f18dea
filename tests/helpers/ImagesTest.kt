package com.example.photos

import com.example.photos.torch.ImageInput
import com.example.photos.torch.Pixels
import com.example.photos.torch.Tensor
import com.example.photos.torch.TorchException
import com.example.photos.torch.resourcePath
import kotlin.math.abs
import kotlin.random.Random
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.time.TimeSource

/** The images of `tests/features/metadata_images`, held against what torch makes of the same pixels in the same run. */
class ImagesTest {
    private val random = Random(3)

    /** An image as bytes of RGB, and as a tensor of ints for torch. */
    private inner class Image(val width: Int, val height: Int) {
        val rgb = random.nextBytes(3 * width * height)

        val pixels: Pixels get() = Pixels.ofRgb(rgb, width, height)

        val packed: Pixels
            get() {
                val parts = rgb.map { it.toInt() and 0xff }.chunked(3)
                val ints = parts.map { (r, g, b) -> random.nextInt(256) shl 24 or (r shl 16) or (g shl 8) or b }
                return Pixels.ofArgb(ints.toIntArray(), width, height)
            }

        val tensor: Tensor
            get() {
                val values = LongArray(rgb.size) { (rgb[it].toInt() and 0xff).toLong() }
                return Tensor.of(values, height.toLong(), width.toLong(), 3)
            }
    }

    private fun sizes(): Sequence<Pair<Image, Pair<Int, Int>>> = sequence {
        for (from in listOf(1 to 1, 2 to 3, 5 to 5, 7 to 5, 13 to 8, 64 to 37, 200 to 301)) {
            for (to in listOf(1 to 1, 7 to 5, 3 to 11, 30 to 30)) yield(Image(from.first, from.second) to to)
        }
    }

    private fun withModel(action: (Photos) -> Unit): Unit = Photos.load(resourcePath("Photos.ptl")).use(action)

    /** Equal to a few steps of float32 at the size of the greatest number. */
    private fun assertClose(expected: Tensor, actual: Tensor) {
        assertEquals(expected.shape.toList(), actual.shape.toList())
        val (one, other) = expected.toFloatArray() to actual.toFloatArray()
        val far = one.indices.maxOf { abs(one[it] - other[it]) }
        val greatest = one.maxOf { abs(it) }
        if (!(far <= 2e-6f * maxOf(1f, greatest))) throw AssertionError("$far away, of $greatest")
    }

    @Test
    fun anImageIsResizedAndNormalizedAsByTorch() = withModel { model ->
        val mean = doubleArrayOf(0.485, 0.456, 0.406)
        val std = doubleArrayOf(0.229, 0.224, 0.225)
        for ((image, _) in sizes()) {
            val planes = model.resized(image.tensor, longArrayOf(5, 7))
            val expected = model.normalized(planes, 1.0 / 255, mean, std)
            assertClose(expected, PhotosImages.forwardPhotos.tensor(image.pixels))
            assertClose(expected, PhotosImages.forwardPhotos.tensor(image.packed))
        }
    }

    @Test
    fun otherLayoutsAndChannelsAreAsByTorch() = withModel { model ->
        for ((image, size) in sizes()) {
            val (width, height) = size
            val planes = model.resized(image.tensor, longArrayOf(height.toLong(), width.toLong()))
            // Turned last: mean is in the order of the model's own channels, blue first.
            val turned = model.turned(model.normalized(planes, 2.0, doubleArrayOf(3.5, 2.0, 1.0), DoubleArray(3) { 1.0 }))
            assertClose(turned, PhotosImages.stylePicture.tensor(image.pixels, width, height))
            val gray = model.gray(model.normalized(planes, 1.0 / 255, DoubleArray(3), DoubleArray(3) { 1.0 }))
            assertClose(gray, PhotosImages.styleMask.tensor(image.packed, width, height))
        }
    }

    @Test
    fun theModelTakesThem() = withModel { model ->
        val images = listOf(Image(9, 9), Image(2, 3), Image(7, 5))
        val batch = model(PhotosImages.forwardPhotos.tensor(images.map { it.pixels }))
        assertEquals(listOf(3L, 3L, 5L, 7L), batch.shape.toList())
        val single = PhotosImages.forwardPhotos.tensor(images[1].pixels).toFloatArray().toList()
        assertEquals(single, batch.toFloatArray().toList().subList(105, 210))
        val own = PhotosImages.stylePicture.tensor(images[1].pixels)
        assertEquals(listOf(3L, 2L, 3L), model.style(own).shape.toList())
    }

    @Test
    fun whatCannotBeIsRefused() {
        val pixels = Image(2, 2).pixels
        val input: ImageInput = PhotosImages.forwardPhotos
        assertEquals(5, input.height)
        assertEquals(null, PhotosImages.stylePicture.width)
        assertFailsWith<TorchException> { Pixels.ofRgb(ByteArray(11), 2, 2) }
        assertFailsWith<TorchException> { Pixels.ofArgb(IntArray(0), 0, 0) }
        assertFailsWith<TorchException> { Pixels.ofArgb(IntArray(1), -1, -1) }
        assertFailsWith<TorchException> { input.tensor(pixels, width = 8) }
        assertFailsWith<TorchException> { input.tensor(emptyList<Pixels>()) }
        assertFailsWith<TorchException> { PhotosImages.stylePicture.tensor(listOf(pixels, pixels)) }
        assertFailsWith<TorchException> { PhotosImages.stylePicture.tensor(pixels, width = 0) }
        assertFailsWith<TorchException> { PhotosImages.stylePicture.tensor(pixels, width = 65536, height = 65536) }
    }

    @Test
    fun anImageTakesLittleTime() {
        val image = Image(1280, 720).packed
        repeat(3) { PhotosImages.stylePicture.tensor(image, 224, 224) }
        val start = TimeSource.Monotonic.markNow()
        repeat(10) { PhotosImages.stylePicture.tensor(image, 224, 224) }
        val took = start.elapsedNow() / 10
        if (took.inWholeMilliseconds > 200) throw AssertionError("an image of 224 x 224 took $took")
    }
}
