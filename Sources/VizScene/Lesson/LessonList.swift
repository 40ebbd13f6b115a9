import CellFrame
import VizPlayback

extension Frame {
  /// The lessons: two questions each, and which have been followed to their end.
  mutating func drawLessons(_ state: State) {
    let chrome = Chrome(width: width, height: height)
    let done = state.lessons.count { $0.isDone }
    drawChrome(
      state, chrome,
      caption: [
        "Each lesson asks before it shows: predict, see, change it, predict again.",
        state.lessons.isEmpty
          ? "There are none here." : "↑ ↓ choose one, enter begins it. \(done) of \(state.lessons.count) done so far.",
      ])
    var body = chrome.body
    _ = body.takeTop(1)
    write("Lessons", x: body.x + 2, y: body.y, style: .title, limit: body.maxX)
    write("one question each", x: body.x + 11, y: body.y, style: .dim, limit: body.maxX)
    _ = body.takeTop(2)
    let pitch = body.height >= state.lessons.count * 3 ? 3 : 2
    for place in window(of: state.lessons.count, shown: body.height / pitch, around: state.chosenLesson) {
      let lesson = state.lessons[place]
      let isChosen = place == state.chosenLesson
      let rows = body.takeTop(pitch)
      let x = write(" \(place + 1) ", x: rows.x + 2, y: rows.y, style: isChosen ? .cursor : .key)
      write(lesson.title, x: x + 1, y: rows.y, style: isChosen ? .plain : .title, limit: rows.maxX)
      if lesson.isDone {
        let words = "done"
        write(words, x: min(rows.maxX - words.count - 2, 72), y: rows.y, style: .good)
      }
      write(lesson.question, x: x + 1, y: rows.y + 1, style: .dim, limit: rows.maxX - 1)
    }
  }
}
