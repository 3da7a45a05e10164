(section) @class.around
(rule) @function.around
(rule (action) @function.inside)
(test) @parameter.inside
(argument) @parameter.inside
(comment) @comment.inside
(comment)+ @comment.around
