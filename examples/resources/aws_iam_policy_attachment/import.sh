# Nothing in AWS stands for it: it is made anew, and what is attached already stays so.
