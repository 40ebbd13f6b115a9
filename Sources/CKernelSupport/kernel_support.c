#include "kernel_support.h"
