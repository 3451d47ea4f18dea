package com.example.photos

import com.example.photos.torch.DType
import com.example.photos.torch.ImageInput
import com.example.photos.torch.ImageOutput
import com.example.photos.torch.Pixels
import com.example.photos.torch.Tensor
import com.example.photos.torch.TorchException
import com.example.photos.torch.resourcePath
import kotlin.math.abs
import kotlin.math.roundToInt
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
            val normalized = model.normalized(planes, 2.0, doubleArrayOf(3.5, 2.0, 1.0), DoubleArray(3) { 1.0 })
            assertClose(model.turned(normalized), PhotosImages.stylePicture.tensor(image.pixels, width, height))
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
    fun theMiddleOfAnImageIsResizedAsByTorch() = withModel { model ->
        val all = PhotosImages.turnedPlanes
        val most = PhotosImages.preciseX
        assertMiddle(model, all, Image(8, 6), listOf(1, 0, 6, 6), 4, 4)
        assertMiddle(model, most, Image(8, 6), listOf(1, 0, 5, 5), 4, 4)
        // As a resize to 256 and a crop of 224 would be: not resized at all.
        assertMiddle(model, most, Image(256, 320), listOf(16, 48, 224, 224), 224, 224)
        assertMiddle(model, all, Image(5, 9), listOf(0, 3, 5, 2), 30, 10)
        assertMiddle(model, all, Image(7, 5), listOf(0, 0, 7, 5), 7, 5)
        assertMiddle(model, most, Image(1, 1), listOf(0, 0, 1, 1), 3, 11)
    }

    @Test
    fun theMiddleOfAnImageKeepsItsSizeWhereTheModelTakesAny() = withModel { model ->
        val all = PhotosImages.turnedPlanes
        val most = PhotosImages.preciseX
        assertMiddle(model, most, Image(16, 8), listOf(1, 0, 14, 7), 14, 7, null to null)
        assertMiddle(model, most, Image(400, 3), listOf(25, 0, 350, 3), 350, 3, null to null)
        assertMiddle(model, most, Image(3, 5), listOf(0, 0, 3, 4), 3, 4, null to null)
        assertMiddle(model, all, Image(7, 5), listOf(0, 0, 7, 5), 7, 5, null to null)
        assertMiddle(model, most, Image(16, 8), listOf(4, 0, 7, 7), 7, 7, 7 to null)
    }

    /** [part] is what of [image] is to be taken: from where on, and how much; [given] are the sizes asked for. */
    private fun assertMiddle(
        model: Photos,
        input: ImageInput,
        image: Image,
        part: List<Int>,
        width: Int,
        height: Int,
        given: Pair<Int?, Int?> = width to height,
    ) {
        val (left, top, wide, high) = part
        val bytes = image.pixels.cropped(left, top, wide, high).toRgb()
        val whole = Tensor.of(LongArray(bytes.size) { bytes[it].toLong() and 0xff }, high.toLong(), wide.toLong(), 3)
        val planes = model.resized(whole, longArrayOf(height.toLong(), width.toLong()))
        val expected = model.normalized(planes, 1.0 / 255, DoubleArray(3), DoubleArray(3) { 1.0 })
        assertClose(expected, input.tensor(image.pixels, given.first, given.second))
    }

    @Test
    fun bytesAreRoundedAsByTorch() = withModel { model ->
        val same = Image(2, 2)
        val bytes = PhotosImages.bytesX.tensor(same.pixels)
        assertEquals(DType.UINT8, bytes.dtype)
        assertEquals(same.rgb.toList(), PhotosImages.bytesResult.pixels(model.bytes(bytes)).toRgb().toList())
        repeat(30) {
            val image = Image(5, 7)
            val planes = model.resized(image.tensor, longArrayOf(2, 2))
            val expected = model.levels(planes, 1.0, DoubleArray(3), DoubleArray(3) { 1.0 }).toLongArray()
            val actual = PhotosImages.bytesX.tensor(image.pixels).toByteArray().map { it.toLong() and 0xff }
            // What is in the middle between two may be rounded either way, for both compute in float32.
            val far = expected.indices.map { abs(expected[it] - actual[it]) }
            if (far.max() > 1 || far.sum() > 1) throw AssertionError("$actual, not ${expected.toList()}")
        }
    }

    /** What torch makes of [planes], 1CHW, as pixels without alpha. */
    private fun Photos.rgb(planes: Tensor, scale: Double, mean: DoubleArray, std: DoubleArray): List<Byte> {
        val levels = levels(planes, scale, mean, std).toLongArray().map { it.toByte() }
        val size = levels.size / 3
        return (0 until size).flatMap { listOf(levels[it], levels[it + size], levels[it + 2 * size]) }
    }

    private fun numbers(vararg shape: Long, from: Double = -4.0, until: Double = 4.0): Tensor {
        val data = FloatArray(shape.fold(1L) { count, size -> count * size }.toInt()) {
            random.nextDouble(from, until).toFloat()
        }
        return Tensor.of(data, *shape)
    }

    @Test
    fun imagesThatAModelReturnsArePixelsAsByTorch() = withModel { model ->
        val mean = doubleArrayOf(0.485, 0.456, 0.406)
        val std = doubleArrayOf(0.229, 0.224, 0.225)
        val images = List(3) { numbers(1, 3, 5, 7) }
        val batch = Tensor.of(images.flatMap { it.toFloatArray().toList() }.toFloatArray(), 3, 3, 5, 7)
        val made = PhotosImages.forwardResult.pixelsEach(model(batch))
        assertEquals(images.map { model.rgb(it, 1.0 / 255, mean, std) }, made.map { it.toRgb().toList() })
        assertEquals(listOf(7 to 5), made.map { it.width to it.height }.distinct())
        assertEquals(made[1].toRgb().toList(), PhotosImages.forwardResult.pixels(model(images[1])).toRgb().toList())
        val planes = numbers(1, 3, 4, 2, from = -20.0, until = 600.0)
        val turned = PhotosImages.styleResult.pixels(model.style(model.turned(planes)))
        // Turned first: mean is in the order of the model's own channels, blue first.
        val expected = model.rgb(planes, 2.0, doubleArrayOf(3.5, 2.0, 1.0), DoubleArray(3) { 1.0 })
        assertEquals(expected, turned.toRgb().toList())
        val two = model.split(numbers(6, 2, 2, from = -1.0, until = 256.0))
        val (right, shape) = two.right.toFloatArray() to longArrayOf(1, 3, 2, 2)
        val whole = model.rgb(Tensor.of(right, *shape), 1.0, DoubleArray(3), DoubleArray(3) { 1.0 })
        assertEquals(whole, PhotosImages.splitResultRight.pixels(two.right).toRgb().toList())
    }

    @Test
    fun pixelsThatAModelOnlyPassesOnComeBack() = withModel { model ->
        val image = Image(16, 16)
        val same = PhotosImages.styleResult.pixels(model.style(PhotosImages.stylePicture.tensor(image.pixels)))
        assertEquals(image.rgb.toList(), same.toRgb().toList())
        val clear = image.packed
        val back = PhotosImages.cutoutResult.pixels(model.cutout(PhotosImages.cutoutPicture.tensor(clear)))
        assertEquals(clear.toArgb().toList(), back.toArgb().toList())
        val small = Image(7, 5).packed
        val opaque = PhotosImages.forwardResult.pixels(model(PhotosImages.forwardPhotos.tensor(small)))
        assertEquals(small.toArgb().map { it or (0xff shl 24) }, opaque.toArgb().toList())
        val precise = model.precise(Tensor.of(FloatArray(24) { it / 255f }, 2, 3, 2, 2))
        val second = PhotosImages.preciseResult.pixelsEach(precise)[1]
        assertEquals(listOf(0x0c1014, 0x0d1115, 0x0e1216, 0x0f1317), second.toArgb().map { it and 0xffffff })
        val bytes = Tensor.ofBytes(ByteArray(12) { (250 + it).toByte() }, DType.UINT8, 3, 2, 2)
        assertEquals(0xfafe02, PhotosImages.bytesResult.pixels(model.bytes(bytes)).toArgb().first() and 0xffffff)
        val gray = model.gray(Tensor.of(FloatArray(12) { if (it < 4) Float.NaN else 1f }, 1, 3, 2, 2))
        assertEquals(List(4) { 0xff shl 24 }, PhotosImages.grayResult.pixels(gray).toArgb().toList())
        val white = model.gray(Tensor.of(FloatArray(12) { Float.POSITIVE_INFINITY }, 1, 3, 2, 2))
        assertEquals(List(4) { -1 }, PhotosImages.grayResult.pixels(white).toArgb().toList())
    }

    @Test
    fun resultsOfOtherShapesAreRefused() {
        val output: ImageOutput = PhotosImages.forwardResult
        for (shape in listOf("3 5 7", "1 4 5 7", "1 5 7 3", "1 3 0 7")) {
            val result = numbers(*shape.split(" ").map { it.toLong() }.toLongArray())
            assertFailsWith<TorchException> { output.pixelsEach(result) }
            assertFailsWith<TorchException> { output.pixels(result) }
        }
        assertEquals(0, output.pixelsEach(numbers(0, 3, 5, 7)).size)
        assertFailsWith<TorchException> { output.pixels(numbers(0, 3, 5, 7)) }
        assertFailsWith<TorchException> { output.pixels(numbers(2, 3, 5, 7)) }
        assertFailsWith<TorchException> { output.pixels(Tensor.of(LongArray(12), 1, 3, 2, 2)) }
        assertFailsWith<TorchException> { PhotosImages.styleResult.pixels(numbers(3, 5, 7)) }
    }

    @Test
    fun aPartOfAnImageIsACopy() {
        val image = Image(5, 4)
        val part = image.pixels.cropped(left = 2, top = 1, width = 3, height = 2)
        val expected = (1..2).flatMap { row -> image.rgb.toList().subList(3 * (5 * row + 2), 3 * (5 * row + 5)) }
        assertEquals(expected, part.toRgb().toList())
        assertEquals(3 to 2, part.width to part.height)
        for ((left, top) in listOf(-1 to 0, 0 to -1, 3 to 0, 0 to 3, Int.MAX_VALUE to 0, 0 to Int.MIN_VALUE)) {
            assertFailsWith<TorchException> { image.pixels.cropped(left, top, 3, 2) }
        }
        assertFailsWith<TorchException> { image.pixels.cropped(0, 0, 0, 1) }
        assertFailsWith<TorchException> { image.pixels.cropped(0, 0, 1, Int.MIN_VALUE) }
    }

    /** What a `CGImage` and a `Bitmap` hold is of colours multiplied by alpha. */
    @Test
    fun colorsOfTransparentPixelsAreStraight() {
        for (alpha in listOf(0, 1, 2, 77, 128, 254, 255)) {
            val stored = IntArray(alpha + 1) { alpha shl 24 or (it shl 16) or ((alpha - it) shl 8) or alpha }
            val straight = stored.map {
                listOf(16, 8, 0).map { shift ->
                    if (alpha == 0) 0 else ((it shr shift and 0xff) * 255.0 / alpha).roundToInt()
                }
            }
            val made = Pixels.ofPremultiplied(stored.copyOf(), stored.size, 1)
            assertEquals(straight.flatten().map { it.toByte() }, made.toRgb().toList())
            assertEquals(List(alpha + 1) { alpha }, made.toArgb().map { it ushr 24 })
        }
        // Brighter than its alpha can be: a damaged image.
        assertEquals(listOf(-0x7f000001), Pixels.ofPremultiplied(intArrayOf(-0x7f000001), 1, 1).toArgb().toList())
    }

    @Test
    fun thePixelsOfAHugeImageAreCounted() {
        assertEquals(65536 * 32767, Pixels.count(65536, 32767))
        val large = 1L shl 32
        val many = listOf(65536L to 32768L, large to large, Long.MAX_VALUE to 2L, 1L to Long.MAX_VALUE, -1L to -1L)
        for ((width, height) in many) assertFailsWith<TorchException> { Pixels.count(width, height) }
        assertFailsWith<TorchException> { Pixels.count(30_000, 30_000, 3) }
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
        val result = PhotosImages.cutoutPicture.tensor(image)
        val begin = TimeSource.Monotonic.markNow()
        repeat(3) { PhotosImages.cutoutResult.pixels(result) }
        val back = begin.elapsedNow() / 3
        if (back.inWholeMilliseconds > 1000) throw AssertionError("pixels of 1280 x 720 took $back")
    }
}
