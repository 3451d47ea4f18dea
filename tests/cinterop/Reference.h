/* Every construct that the emitted wrapper header may use, so that one dump shows how cinterop renders each. */
#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

typedef NS_ENUM(NSInteger, RefDType) {
    RefDTypeUInt8 = 0,
    RefDTypeInt64 = 4,
    RefDTypeNegative = -3,
};

typedef NS_ENUM(NSUInteger, RefFlag) { RefFlagNone = 0, RefFlagAll = 7 };
typedef NS_ENUM(int32_t, RefSmall) { RefSmallOne = 1 };

typedef int64_t RefIndex;

@class RefValue;

@interface RefTensor : NSObject
@property (nonatomic, readonly) NSArray<NSNumber *> *shape;
@property (nonatomic, readonly) RefDType dtype;
@property (nonatomic, readonly) int64_t numel;
@property (nonatomic, readonly) NSUInteger byteCount;
@property (nonatomic, readonly, nullable) NSData *data;
@property (nonatomic, readonly, nullable) NSString *errorMessage;
@property (nonatomic, readonly, getter=isEmpty) BOOL empty;
@property (nonatomic, readonly, nullable) const void *bytes;
@property (nonatomic) double scale;
@property (nonatomic, copy, nullable) NSString *label;
@property (nonatomic, readonly, class) NSInteger version;
- (instancetype)init NS_UNAVAILABLE;
+ (instancetype)new NS_UNAVAILABLE;
+ (nullable RefTensor *)tensorWithBytes:(const void *)bytes length:(size_t)length shape:(const int64_t *)shape rank:(NSUInteger)rank dtype:(RefDType)dtype;
+ (nullable instancetype)borrowing:(void *)bytes length:(NSUInteger)length owner:(id)owner;
- (BOOL)copyInto:(void *)buffer length:(size_t)length;
- (int64_t)sizeAtIndex:(NSInteger)index;
- (void)copyShapeInto:(int64_t *)buffer;
- (const int64_t *)shapePointer NS_RETURNS_INNER_POINTER;
- (nullable const char *)utf8;
- (nullable NSData *)copyDataWithError:(NSError *_Nullable *_Nullable)error;
- (RefSmall)small;
- (RefFlag)flag;
- (RefIndex)index;
- (id)anything;
- (nullable id)something;
- (uint8_t)byteAt:(int32_t)i and:(uint32_t)j or:(uint64_t)k nor:(int16_t)l xor:(int8_t)m;
- (int)plainInt:(unsigned int)a with:(long)b and:(unsigned long)c or:(long long)d nor:(char)e not:(float)f;
- (void)readFloats:(float *)floats doubles:(double *)doubles ints:(int32_t *)ints bytes:(uint8_t *)bytes flags:(BOOL *)flags;
- (void)readText:(const char *)text maybe:(nullable const char *)maybe;
- (NSObject *)object;
- (Class)type;
- (NSMutableArray<NSString *> *)mutableList;
- (NSMutableDictionary<NSString *, NSString *> *)mutableMap;
- (NSMutableData *)mutableData;
- (NSMutableString *)mutableString;
- (RefIndex *)indexPointer;
- (RefDType *)typePointer;
- (void)readPointers:(void *_Nullable *_Nonnull)pointers sizes:(const size_t *)sizes;
@end

@interface RefValue : NSObject
@property (nonatomic, readonly) BOOL isNull;
- (instancetype)init NS_UNAVAILABLE;
+ (instancetype)null;
+ (instancetype)fromTensor:(RefTensor *)tensor;
+ (instancetype)fromBool:(BOOL)value;
+ (instancetype)fromString:(NSString *)value;
+ (nullable instancetype)fromOptional:(nullable NSString *)value;
+ (instancetype)fromList:(NSArray<RefValue *> *)values elementType:(NSString *)type;
+ (instancetype)fromMap:(NSDictionary<NSString *, RefValue *> *)values;
+ (instancetype)object:(RefValue *)object fun:(RefValue *)fun when:(NSInteger)when;
- (nullable RefTensor *)toTensor;
- (nullable NSArray<RefValue *> *)toList;
- (nullable NSDictionary<NSString *, RefValue *> *)toMap;
- (double)toDouble;
- (nullable NSString *)toText;
@end

@interface RefModule : NSObject
@property (nonatomic, copy, nullable) void (^logger)(NSString *line, int32_t level);
@property (nonatomic, copy) BOOL (^filter)(NSString *_Nonnull line, const void *_Nullable data, BOOL last);
@property (nonatomic, copy, nullable) NSString *_Nonnull (^namer)(void);
- (nullable instancetype)initWithPath:(NSString *)path error:(NSError *_Nullable *_Nullable)error NS_DESIGNATED_INITIALIZER;
- (instancetype)initWithName:(NSString *)name;
+ (nullable RefModule *)moduleWithPath:(NSString *)path error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(load(path:));
- (nullable RefValue *)runMethod:(NSString *)name inputs:(NSArray<RefValue *> *)inputs error:(NSError *_Nullable *_Nullable)error;
- (void)runMethod:(NSString *)name inputs:(NSArray<RefValue *> *)inputs completion:(void (^)(RefValue *_Nullable result, NSError *_Nullable error))completion;
- (NSArray<NSString *> *)methodNames;
- (NSArray<NSString *> *)sizesOf:(NSArray *)plain map:(NSDictionary *)map number:(NSNumber *)number;
- (void)close;
@end

/* A class that leaves init to its superclass. */
@interface RefPlain : RefValue
- (void)doNothing;
@end

/* init made available again */
@interface RefMade : NSObject
- (instancetype)init;
@end

#define REF_ABI_VERSION 3
#define REF_NAME "reference"
#define REF_SCALE 0.5

FOUNDATION_EXPORT NSString *const RefErrorDomain;
FOUNDATION_EXPORT const int32_t RefWrapperVersion;
FOUNDATION_EXPORT void RefReset(void);
FOUNDATION_EXPORT const char *_Nullable RefLastError(void);
FOUNDATION_EXPORT int64_t RefCount(NSString *_Nullable name, RefTensor *tensor);

NS_ASSUME_NONNULL_END
