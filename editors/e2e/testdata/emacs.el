;;; What a user does in Emacs, and what then shows, as facts for emacs_test.go.  -*- lexical-binding: t; -*-

;; The mode is editors/emacs/assay-maa.el where a user puts it.

(require 'cl-lib)
(require 'seq)

(defun e2e-fact (name value)
  "Report VALUE under NAME, in one line."
  (let ((line (replace-regexp-in-string
               "\n" "\\n" (replace-regexp-in-string "\\\\" "\\\\" value t t) t t)))
    (write-region (format "%s: %s\n" name line) nil (getenv "ASSAY_REPORT") t 'quiet)))

(defun e2e-wait (what condition)
  "Return what CONDITION comes to, or fail at the limit and say WHAT was awaited."
  (let ((deadline (+ (float-time) 60)) value)
    (while (not (setq value (funcall condition)))
      (when (> (float-time) deadline) (error "Timed out: %s" what))
      (accept-process-output nil 0.01))
    value))

(defun e2e-finding ()
  "Return the finding about the misspelt claim."
  (seq-find (lambda (d) (string-match-p "expected \"x-ms-sgx-mrsigner\"" (flymake-diagnostic-text d)))
            (flymake-diagnostics)))

(defun e2e-under (finding)
  "Return the text that FINDING covers."
  (buffer-substring-no-properties (flymake-diagnostic-beg finding) (flymake-diagnostic-end finding)))

(defun e2e-goto (text)
  "Go to where TEXT first stands."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun e2e-line ()
  "Return the line at point."
  (buffer-substring-no-properties (line-beginning-position) (line-end-position)))

(defun e2e-names (index)
  "Return the names of an imenu INDEX, as they stand in the text.
Emacs 30 has trees, whose inner names know their place; before, names are in
lists of their kind."
  (let (found)
    (cl-labels ((walk (items)
                  (dolist (item items)
                    (let ((region (get-text-property 0 'breadcrumb-region (car item))))
                      (cond (region (push (cons (car item) (car region)) found))
                            ((not (imenu--subalist-p item)) (push item found))))
                    (when (imenu--subalist-p item) (walk (cdr item))))))
      (walk index))
    (mapconcat (lambda (name) (substring-no-properties (car name)))
               (sort (nreverse found) (lambda (a b) (< (cdr a) (cdr b)))) ", ")))

(defun e2e-session ()
  "Go through the session."
  (require 'assay-maa)
  (require 'eglot)
  (find-file "sample.maa")
  (let (said finding covered)
    (advice-add 'message :before
                (lambda (text &rest args) (when text (push (apply #'format text args) said))))
    (call-interactively #'eglot)
    (setq finding (e2e-wait "the finding" #'e2e-finding)
          covered (e2e-under finding))
    (e2e-fact "found" covered)

    (font-lock-ensure)
    (e2e-fact "highlighted" (symbol-name (get-text-property (point-min) 'face)))

    (e2e-goto "🔒")
    (insert "😀")
    (eglot--signal-textDocument/didChange)
    (let ((latest (e2e-wait "the finding after an edit"
                            (lambda ()
                              (let ((d (e2e-finding)))
                                (and d (not (eq d finding)) (equal (e2e-under d) covered) d))))))
      (e2e-fact "found after an edit" (e2e-under latest)))

    (e2e-goto "x-ms-sgx-svn")
    (let (hover)
      (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover text)))
      (e2e-fact "hover" (substring-no-properties (e2e-wait "the hover" (lambda () hover)))))

    (e2e-goto "  c:[")
    (insert "  [type==\"x-ms-sgx-mren\"] => add(claim=c);\n")
    (e2e-goto "mren")
    (forward-char 4)
    (completion-at-point)
    (e2e-fact "completed" (e2e-line))
    (delete-region (line-beginning-position) (1+ (line-end-position)))

    (e2e-goto "mrsinger")
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt choices &rest _)
                 (seq-find (lambda (choice) (string-prefix-p "Replace with" choice))
                           (mapcar (lambda (c) (if (consp c) (car c) c))
                                   (if (functionp choices) (all-completions "" choices) choices)))))
              (last-nonmenu-event ?a))
      (call-interactively #'eglot-code-actions))
    (e2e-wait "the fix" (lambda () (string-match-p "mrsigner" (e2e-line))))
    (e2e-fact "fixed" (e2e-line))
    (save-buffer)
    (e2e-fact "saved" (with-temp-buffer
                        (insert-file-contents (buffer-file-name (get-file-buffer "sample.maa")))
                        (buffer-string)))

    (eglot-format-buffer)
    (save-buffer)
    (e2e-fact "symbols" (e2e-names (funcall imenu-create-index-function)))

    (assay-maa-command "hash")
    (e2e-fact "command" (e2e-wait "the answer of the command"
                                  (lambda () (seq-find (lambda (text) (string-match-p "policy hash" text)) said))))
    (eglot-shutdown (eglot-current-server))))

(condition-case err
    (e2e-session)
  (error (e2e-fact "error" (error-message-string err))
         (kill-emacs 1)))
(kill-emacs 0)
