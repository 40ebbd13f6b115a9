print("lean-viz")
