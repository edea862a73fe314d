internal import ArgumentParser
internal import Settings

@Sendable func timeOfDay(_ text: String) throws -> TimeOfDay {
  guard let time = TimeOfDay(text) else {
    throw ValidationError("this is not a time. Write it as 17:00.")
  }
  return time
}
