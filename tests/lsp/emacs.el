;; Opens plan.yaml with Eglot, set up as the guide says, types P11M into its horizon and undoes it.
;; Writes what the editor then knows, as JSON, to found.json.
(require 'yaml-mode)
(require 'json)
(require 'cl-lib)

(with-temp-buffer
  (insert (getenv "OPSCHECK_SETUP"))
  (eval-buffer))
(require 'eglot)
(require 'flymake)
(setq eglot-sync-connect 300
      eglot-connect-timeout 300
      eglot-send-changes-idle-time 0.05
      flymake-no-changes-timeout 0.1
      jsonrpc-default-request-timeout 300) ; seconds: the machine may be busy
(defun wait-for (condition what)
  (let ((until (+ (float-time) 300)))
    (while (and (not (funcall condition)) (< (float-time) until))
      (accept-process-output nil 0.05)
      (sit-for 0.05))
    (unless (funcall condition)
      (message "it did not happen: %s" what)
      (kill-emacs 3))))
(defun typed ()
  "What Emacs does once nobody has typed for a moment, which never comes without a terminal."
  (eglot--signal-textDocument/didChange)
  (flymake-start))
(defun shown ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))
(find-file "plan.yaml")
(unless (eglot-managed-p)
  (apply #'eglot (eglot--guess-contact)))
(wait-for #'eglot-managed-p "the handshake")
(flymake-mode 1)
(goto-char (point-min))
(search-forward "horizon: P19M")
(delete-char -4)
(insert "P11M")
(typed)
(wait-for #'shown "a diagnostic")
(let* ((found (car (flymake-diagnostics)))
       (text (buffer-substring (flymake-diagnostic-beg found) (flymake-diagnostic-end found)))
       (message (flymake-diagnostic-text found))
       (hover (progn
                (goto-char (flymake-diagnostic-beg found))
                (plist-get (plist-get (jsonrpc-request (eglot-current-server) :textDocument/hover
                                                       (eglot--TextDocumentPositionParams))
                                      :contents)
                           :value)))
       (definition (progn
                     (goto-char (point-min))
                     (search-forward "addresses: [churn")
                     (backward-char 2)
                     (xref-location-marker
                      (xref-item-location
                       (car (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot)))))))
       (line (with-current-buffer (marker-buffer definition)
               (line-number-at-pos (marker-position definition)))))
  (goto-char (point-min))
  (search-forward "horizon: P11M")
  (delete-char -4)
  (insert "P19M")
  (typed)
  (wait-for (lambda () (null (shown))) "that it goes away")
  (with-temp-file "found.json"
    (insert (json-encode `((text . ,text) (message . ,message) (hover . ,hover) (definition . ,line))))))
(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
(kill-emacs 0)
