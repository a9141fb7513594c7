package kernel

func supported() []Level { return []Level{Generic} }
