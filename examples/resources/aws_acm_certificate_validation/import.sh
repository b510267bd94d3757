# Nothing in AWS stands for it: it is made anew, and is done at once when the certificate is issued.
