package judge_test

import "context"

var background = context.Background()
