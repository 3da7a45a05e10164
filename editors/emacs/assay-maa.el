;;; assay-maa.el --- Attestation policies, with eglot  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "26.3"))
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; A mode for attestation policies (*.maa), which eglot connects to `assay lsp'.
;; Put this file into a folder of `load-path', and this into your init file:
;;
;;   (require 'assay-maa)
;;   (add-hook 'maa-mode-hook #'eglot-ensure)
;;
;; Eglot is part of Emacs from 29 on, and a package before.

;;; Code:

(defgroup assay-maa nil
  "Attestation policies."
  :group 'languages)

(defcustom assay-maa-server '("assay" "lsp")
  "The command that starts the server, and its arguments."
  :type '(repeat string))

(defvar maa-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?_ "_" table)
    ;; Claim names have hyphens, and some a dollar sign.
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?$ "_" table)
    (dolist (operator '(?= ?! ?< ?> ?& ?| ?. ?, ?: ?\;))
      (modify-syntax-entry operator "." table))
    table)
  "Syntax table of `maa-mode'.")

(defconst maa-mode-font-lock-keywords
  `((,(regexp-opt '("version" "configurationrules" "authorizationrules" "issuancerules") 'symbols)
     . font-lock-keyword-face)
    (,(concat (regexp-opt '("permit" "deny" "add" "issue" "issueproperty") 'symbols) "[ \t]*(")
     1 font-lock-builtin-face)
    (,(concat (regexp-opt '("JmesPath" "JsonToClaimValue" "IsSubsetOf" "AppendString" "NegateBool"
                            "ContainsOnlyValue")
                          'symbols)
              "[ \t]*(")
     1 font-lock-function-name-face)
    (,(regexp-opt '("true" "false") 'symbols) . font-lock-constant-face)
    ("\\_<\\([A-Za-z_][A-Za-z0-9_]*\\)[ \t]*:" 1 font-lock-variable-name-face)
    ("\\_<\\([A-Za-z_][A-Za-z0-9_]*\\)[ \t]*\\.[ \t]*\\(type\\|valueType\\|value\\|issuer\\)\\_>"
     (1 font-lock-variable-name-face) (2 font-lock-type-face))
    ("\\_<\\(type\\|valueType\\|value\\|issuer\\|claim\\)\\_>[ \t]*[=!<>]" 1 font-lock-type-face))
  "Highlighting of `maa-mode'.")

(defcustom maa-indent-offset 4
  "How far a rule is indented in its section."
  :type 'integer
  :safe #'integerp)

(defun maa-indent-line ()
  "Indent this line by the brackets around it."
  (interactive)
  (let ((depth (save-excursion
                 (back-to-indentation)
                 (let ((depth (car (syntax-ppss))))
                   (if (looking-at-p "[])}]") (max 0 (1- depth)) depth)))))
    (save-excursion (indent-line-to (* depth maa-indent-offset)))
    (when (< (current-column) (current-indentation))
      (back-to-indentation))))

;;;###autoload
(define-derived-mode maa-mode prog-mode "MAA"
  "Major mode for attestation policies."
  (setq-local comment-start "// ")
  (setq-local comment-start-skip "//+[ \t]*")
  (setq-local comment-end "")
  (setq-local font-lock-defaults '(maa-mode-font-lock-keywords))
  (setq-local indent-line-function #'maa-indent-line)
  ;; A policy is its bytes: saving adds no line end.
  (setq-local require-final-newline nil))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.maa\\'" . maa-mode))

(defvar eglot-server-programs)
(declare-function eglot-execute-command "eglot")
(declare-function eglot-current-server "eglot")
(declare-function eglot-server-capable "eglot")
(declare-function eglot--path-to-uri "eglot")
(declare-function eglot-path-to-uri "eglot")
(declare-function jsonrpc-request "jsonrpc")

(defun assay-maa--contact (&optional _interactive)
  "Return the command that starts the server."
  assay-maa-server)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((maa-mode :language-id "maa-policy") . assay-maa--contact)))

(defun assay-maa--server ()
  "Return the server of this buffer."
  (or (and (fboundp 'eglot-current-server) (eglot-current-server))
      (user-error "No server for this buffer: start it with M-x eglot")))

(defun assay-maa--uri ()
  "Return the URI of this buffer's file."
  (if (fboundp 'eglot-path-to-uri)
      (eglot-path-to-uri buffer-file-name)
    (eglot--path-to-uri buffer-file-name)))

;;;###autoload
(defun assay-maa-command (name)
  "Run the command NAME of the server, such as \"hash\", for this file.
The server shows what it came to."
  (interactive
   (list (completing-read
          "Command: "
          (progn
            (assay-maa--server)
            (mapcar (lambda (command) (string-remove-prefix "assay." command))
                    (append (eglot-server-capable :executeCommandProvider :commands) nil))))))
  (jsonrpc-request (assay-maa--server) :workspace/executeCommand
                   (list :command (concat "assay." name) :arguments (vector (assay-maa--uri)))))

(provide 'assay-maa)
;;; assay-maa.el ends here
