/// Object ids of PostgreSQL's own types (`pg_type.dat`): fixed for ever.
enum OID {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  static let int8: UInt32 = 20
  static let int4: UInt32 = 23
  static let text: UInt32 = 25
  static let date: UInt32 = 1082
  static let timestamptz: UInt32 = 1184
  static let uuid: UInt32 = 2950
  static let boolArray: UInt32 = 1000
  static let byteaArray: UInt32 = 1001
  static let int4Array: UInt32 = 1007
  static let textArray: UInt32 = 1009
  static let int8Array: UInt32 = 1016
  static let dateArray: UInt32 = 1182
  static let timestamptzArray: UInt32 = 1185
  static let uuidArray: UInt32 = 2951
  static let xid8: UInt32 = 5069
}

/// What the bytes of a binary value are. One comparison of a byte per cell instead of a look-up of object
/// ids.
enum Family: UInt8 {
  case bool, bytes, int16, int32, int64, double, text, date, timestamp, uuid, array, other

  init(oid: UInt32) {
    self =
      switch oid {
      case OID.bool: .bool
      case OID.bytea: .bytes
      case OID.int8, OID.xid8: .int64
      case 21: .int16
      case OID.int4: .int32
      case 701: .double
      // char, name, json, unknown, bpchar, varchar: their binary form is the text.
      case OID.text, 18, 19, 114, 705, 1042, 1043: .text
      case OID.date: .date
      case OID.timestamptz, 1114: .timestamp
      case OID.uuid: .uuid
      case OID.boolArray, OID.byteaArray, OID.int4Array, OID.textArray, OID.int8Array, OID.dateArray,
        OID.timestamptzArray, OID.uuidArray, 1002, 1003, 1005, 1014, 1015, 1115:
        .array
      default: .other
      }
  }
}
