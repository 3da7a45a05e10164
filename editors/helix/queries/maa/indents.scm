; A section and what stands in brackets over several lines is indented.
[(section) (condition) (action) (call)] @indent @extend
["}" "]" ")"] @outdent
