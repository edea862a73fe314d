internal import Foundation
internal import LogLines
internal import Logging

/// Events for operators, on standard error, where `SCRIM_LOG` asks for them: the report says what a person
/// needs.
func operatorLog() throws(Stop) -> Logger {
  do {
    return try OperatorLog(ProcessInfo.processInfo.environment).logger { Output.say($0) }
  } catch {
    throw Stop(.configuration, error.description, next: error.nextStep)
  }
}
