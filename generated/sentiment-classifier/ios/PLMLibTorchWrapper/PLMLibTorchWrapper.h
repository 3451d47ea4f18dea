#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

/// The domain of this library's errors. Their `localizedDescription` is torch's own message where torch gave one.
extern NSString *const PLMErrorDomain;

/// The type of a tensor's elements.
typedef NS_ENUM(NSInteger, PLMDType) {
    PLMDTypeUInt8 = 0,
    PLMDTypeInt8 = 1,
    PLMDTypeInt16 = 2,
    PLMDTypeInt32 = 3,
    PLMDTypeInt64 = 4,
    PLMDTypeFloat16 = 5,
    PLMDTypeFloat32 = 6,
    PLMDTypeFloat64 = 7,
    PLMDTypeBool = 11,
    PLMDTypeBFloat16 = 15
};

/// What a value is. The items of a `List[bool]`, `List[int]` or `List[float]` can be copied as one block.
typedef NS_ENUM(NSInteger, PLMKind) {
    PLMKindNone = 0,
    PLMKindTensor = 1,
    PLMKindBool = 2,
    PLMKindInt = 3,
    PLMKindFloat = 4,
    PLMKindString = 5,
    PLMKindBoolList = 6,
    PLMKindIntList = 7,
    PLMKindFloatList = 8,
    PLMKindList = 9,
    PLMKindTuple = 10,
    PLMKindStringDict = 11,
    PLMKindIntDict = 12
};

/// A value that goes into or comes out of a model's method. Immutable, and usable from any thread.
@interface PLMValue : NSObject {
  @private
    void *_value; // declared here for runtimes that can't add instance variables in an @implementation
}

+ (PLMValue *)none;
+ (PLMValue *)valueWithBool:(BOOL)value NS_SWIFT_NAME(bool(_:));
+ (PLMValue *)valueWithInt:(int64_t)value NS_SWIFT_NAME(int(_:));
+ (PLMValue *)valueWithFloat:(double)value NS_SWIFT_NAME(float(_:));

/// torch's strings are UTF-8. An unpaired surrogate, which that can't spell, is replaced.
+ (PLMValue *)valueWithString:(NSString *)string NS_SWIFT_NAME(string(_:));
+ (PLMValue *)valueWithUTF8:(nullable const void *)bytes length:(NSUInteger)length NS_SWIFT_NAME(string(utf8:length:));

/// A tensor of a copy of `count` elements, in row-major order. The `rank` sizes of `shape` must multiply to `count`.
+ (nullable PLMValue *)tensorWithElements:(nullable const void *)elements
                                    count:(NSUInteger)count
                                    dtype:(PLMDType)dtype
                                    shape:(nullable const int64_t *)shape
                                     rank:(NSUInteger)rank
                                    error:(NSError *_Nullable *_Nullable)error
    NS_SWIFT_NAME(tensor(elements:count:dtype:shape:rank:));

/// A `List[bool]`, `List[int]` or `List[float]` of a copy of `count` elements: `Bool`, `Int64` or `Float64`.
+ (nullable PLMValue *)listWithElements:(nullable const void *)elements
                                  count:(NSUInteger)count
                                  dtype:(PLMDType)dtype
                                  error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(list(elements:count:dtype:));

/// A list whose `type` is spelled as TorchScript does: `List[Tensor]`, `List[Optional[int]]`.
+ (nullable PLMValue *)listOfType:(NSString *)type
                            items:(NSArray<PLMValue *> *)items
                            error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(list(type:items:));

/// A dict whose `type` is spelled as TorchScript does: `Dict[str, Tensor]`.
+ (nullable PLMValue *)dictOfType:(NSString *)type
                             keys:(NSArray<PLMValue *> *)keys
                            items:(NSArray<PLMValue *> *)items
                            error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(dict(type:keys:items:));

/// A tuple, or the NamedTuple of these fields.
+ (nullable PLMValue *)tupleOfItems:(NSArray<PLMValue *> *)items
                              error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(tuple(items:));

- (instancetype)init NS_UNAVAILABLE;

@property (nonatomic, readonly) PLMKind kind;

/// What the value holds; zero, NO or nil where it is of another kind. A string that is no valid UTF-8 is nil too.
@property (nonatomic, readonly) BOOL boolValue;
@property (nonatomic, readonly) int64_t intValue;
@property (nonatomic, readonly) double floatValue;
@property (nonatomic, readonly, nullable) NSString *stringValue;

/// The elements of a tensor, the items of a list, tuple or dict, the UTF-8 bytes of a string; else 0.
@property (nonatomic, readonly) NSUInteger count;

/// The items of a list, tuple or dict; else empty.
@property (nonatomic, readonly) NSArray<PLMValue *> *items;

/// The keys of a dict, in the order of its items; else empty.
@property (nonatomic, readonly) NSArray<PLMValue *> *keys;

/// A tensor's element type and number of dimensions.
@property (nonatomic, readonly) PLMDType dtype;
@property (nonatomic, readonly) NSUInteger rank;

/// Stores a tensor's `rank` sizes, outermost first.
- (BOOL)getShape:(nullable int64_t *)shape
            rank:(NSUInteger)rank
           error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(getShape(_:rank:));

/// Copies all `count` elements: of a tensor in row-major order, as its own type or from a 16-bit float as `Float32`; of
/// a list of bool, int or float, as `Bool`, `Int64` or `Float64`; of a string, its UTF-8 as `UInt8`.
- (BOOL)getElements:(nullable void *)elements
              count:(NSUInteger)count
              dtype:(PLMDType)dtype
              error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(getElements(_:count:dtype:));

/// Gives up what the value holds, so that a tensor's memory can go before the object does. May be called again.
- (void)close;

@end

/// A loaded model. Calls block and run one after the other, from whatever thread.
@interface PLMModule : NSObject {
  @private
    void *_module;
}

/// The model in the file at `path`, as `_save_for_lite_interpreter` writes it.
+ (nullable PLMModule *)moduleWithPath:(NSString *)path
                                 error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(load(path:));

/// The model whose file has these bytes, which are not needed afterwards.
+ (nullable PLMModule *)moduleWithBytes:(nullable const void *)bytes
                                 length:(NSUInteger)length
                                  error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(load(bytes:length:));

- (instancetype)init NS_UNAVAILABLE;

/// Runs a method on all of its arguments, after checking their number and types.
- (nullable PLMValue *)runMethod:(NSString *)name
                          inputs:(NSArray<PLMValue *> *)inputs
                           error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(run(_:inputs:));

/// Refuses new calls, waits for the running one and frees the model. May be called again. Results stay valid.
- (void)close;

@end

@interface PLMRuntime : NSObject

/// The version of this interface. It grows when something is added; callers that need more than they find must stop.
+ (NSInteger)version;

/// Why the last failing call of this thread failed, for callers that can't take an NSError.
+ (NSString *)lastFailure;

/// How many threads torch uses for one operation, in the whole process: 1 or more. Call it before a model is loaded.
+ (BOOL)setNumThreads:(NSInteger)count error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(setNumThreads(_:));

/// The path of a model that is part of the app: in this wrapper's resources, or in those of the app itself, there also
/// in a folder of that name. Nil where there is none.
+ (nullable NSString *)pathForModel:(NSString *)name inFolder:(NSString *)folder NS_SWIFT_NAME(path(model:folder:));

@end

NS_ASSUME_NONNULL_END
